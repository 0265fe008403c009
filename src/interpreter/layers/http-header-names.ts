/** The header fields that Scapy's HTTP layers name, as they are written on the wire; a keyword has _ for -. */
const both =
  "Cache-Control Connection Content-Length Content-MD5 Content-Type Date Keep-Alive Permanent Pragma Upgrade Via Warning X-Correlation-ID " +
  "X-Request-ID";

const request =
  "A-IM Accept Accept-Charset Accept-Datetime Accept-Encoding Accept-Language Access-Control-Request-Headers " +
  "Access-Control-Request-Method Authorization Cookie DNT Expect Forwarded From Front-End-Https HTTP2-Settings Host If-Match " +
  "If-Modified-Since If-None-Match If-Range If-Unmodified-Since Max-Forwards Origin Proxy-Authorization Proxy-Connection Range " +
  "Referer Save-Data TE Upgrade-Insecure-Requests User-Agent X-ATT-DeviceId X-Csrf-Token X-Forwarded-For X-Forwarded-Host " +
  "X-Forwarded-Proto X-Http-Method-Override X-Requested-With X-UIDH X-Wap-Profile";

const response =
  "Accept-Patch Accept-Ranges Access-Control-Allow-Credentials Access-Control-Allow-Headers Access-Control-Allow-Methods " +
  "Access-Control-Allow-Origin Access-Control-Expose-Headers Access-Control-Max-Age Age Allow Alt-Svc Content-Disposition " +
  "Content-Encoding Content-Language Content-Location Content-Range Content-Security-Policy Delta-Base ETag Expires IM Last-Modified " +
  "Link Location P3P Proxy-Authenticate Public-Key-Pins Refresh Retry-After Server Set-Cookie Status Strict-Transport-Security " +
  "Timing-Allow-Origin Tk Trailer Transfer-Encoding Vary WWW-Authenticate X-Content-Duration X-Content-Security-Policy " +
  "X-Content-Type-Options X-Frame-Options X-Powered-By X-UA-Compatible X-WebKit-CSP X-XSS-Protection";

/** In the order in which they go out: by the characters' codes. */
function sorted(names: string): readonly string[] {
  return `${both} ${names}`.split(" ").sort((left, right) => (left < right ? -1 : 1));
}

export const requestHeaderNames = sorted(request);
export const responseHeaderNames = sorted(response);
