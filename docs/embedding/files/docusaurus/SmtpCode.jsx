import React from "react";

const SITE = "https://kb.example.com";
const CODE = /^(?=[2-5])([2-5]\d\d)?(^|[ /]|$)([245]\.\d{1,3}\.\d{1,3})?$/;

/** <SmtpCode code="550 5.7.1" /> is a link, with `card` the card. What is no code stays as it was typed. */
export default function SmtpCode({ code, card = false }) {
  if (!CODE.test(code)) return <code>{code}</code>;
  const address = code.replace(" ", "/");
  if (!card) return <a href={`${SITE}/${address}`}>{code}</a>;
  return (
    <iframe
      src={`${SITE}/embed/${address}/`}
      title={`What ${code} means`}
      width="100%"
      height="360"
      style={{ border: 0 }}
      loading="lazy"
    />
  );
}
