/** How mail programs label the head of a mail that they forward, by language: from, date, to, subject. */

/** @type {Record<string, { from: string[], date: string[], to: string[], subject: string[] }>} */
export const FORWARD_LABELS = {
  en: { from: ["from"], date: ["date", "sent", "sent on"], to: ["to"], subject: ["subject"] },
  de: { from: ["von"], date: ["gesendet", "datum"], to: ["an"], subject: ["betreff"] },
  fr: { from: ["de"], date: ["envoyé", "date"], to: ["à", "pour"], subject: ["objet", "sujet"] },
  es: { from: ["de"], date: ["enviado el", "enviado", "fecha"], to: ["para"], subject: ["asunto"] },
  it: { from: ["da"], date: ["inviato", "data"], to: ["a"], subject: ["oggetto"] },
  pt: { from: ["de"], date: ["enviada em", "enviado", "data"], to: ["para"], subject: ["assunto"] },
  nl: { from: ["van"], date: ["verzonden", "datum"], to: ["aan"], subject: ["onderwerp"] },
  pl: { from: ["od"], date: ["wysłano", "data"], to: ["do"], subject: ["temat"] },
  ru: { from: ["от", "от кого"], date: ["отправлено", "дата"], to: ["кому"], subject: ["тема"] },
  ja: { from: ["差出人", "from"], date: ["送信日時", "日付", "日時"], to: ["宛先"], subject: ["件名"] },
  zh: {
    from: ["发件人", "寄件者"],
    date: ["发送时间", "日期", "寄件日期"],
    to: ["收件人", "收件者"],
    subject: ["主题", "主旨"],
  },
  sv: { from: ["från"], date: ["skickat", "datum"], to: ["till"], subject: ["ämne"] },
  da: { from: ["fra"], date: ["sendt", "dato"], to: ["til"], subject: ["emne"] },
  cs: { from: ["od"], date: ["odesláno", "datum"], to: ["komu"], subject: ["předmět"] },
  tr: { from: ["kimden", "gönderen"], date: ["tarih", "gönderildi"], to: ["kime"], subject: ["konu"] },
};
