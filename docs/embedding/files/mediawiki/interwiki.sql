INSERT INTO interwiki (iw_prefix, iw_url, iw_api, iw_wikiid, iw_local, iw_trans) VALUES ('smtp', 'https://kb.example.com/$1', '', '', 0, 0);
