//! Who may ask: the checks that stand before every request, and the headers on every answer.
//!
//! - The `Host` must be one that the server was started for, so that a foreign site can't reach it
//!   by pointing its own name at 127.0.0.1 (DNS rebinding).
//! - A request that another site makes the browser send is refused by its `Origin`.
//! - Beyond loopback a token is needed: `Authorization: Bearer …`, or the cookie that the address
//!   with `?token=…` sets once.

use crate::error::ApiError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// No script, style, image or connection but our own; nothing inline; in nobody's frame.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const COOKIE: &str = "dateline_token";

/// What a server started for one address lets through.
#[derive(Debug, Clone)]
pub struct Guard {
    hosts: Vec<String>,
    token: Option<String>,
}

impl Guard {
    /// For a server on `address`, with further host names by which it is reached; `token` is asked for if given.
    pub fn new(address: SocketAddr, names: &[String], token: Option<String>) -> Self {
        let mut hosts: Vec<String> = names.iter().map(|n| n.to_ascii_lowercase()).collect();
        match address.ip() {
            ip if ip.is_loopback() => hosts.extend(["localhost".into(), "127.0.0.1".into(), "[::1]".into()]),
            ip if ip.is_unspecified() => {}
            IpAddr::V4(ip) => hosts.push(ip.to_string()),
            IpAddr::V6(ip) => hosts.push(format!("[{ip}]")),
        }
        Guard { hosts, token }
    }

    /// Whether the request names one of our hosts. Listening on all addresses, any literal IP address is
    /// ours too: a rebinding attack needs a name.
    fn knows(&self, host: &str) -> bool {
        let bare = without_port(host).to_ascii_lowercase();
        let literal = bare.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        self.hosts.contains(&bare) || (self.token.is_some() && literal)
    }

    fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).or(uri.authority().map(|a| a.as_str())).unwrap_or("");
        if !self.knows(host) {
            let hint = "open it by the address that `dateline serve` printed, or start it with --host-name NAME";
            return Err(ApiError::new(StatusCode::MISDIRECTED_REQUEST, "this server does not answer to that name", hint));
        }
        if !same_site(headers, host) {
            return Err(ApiError::new(StatusCode::FORBIDDEN, "a request from another site", "open the page itself"));
        }
        if *method != Method::GET && *method != Method::HEAD && !is_json(headers) {
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be JSON", "send content-type: application/json"));
        }
        match &self.token {
            Some(token) if !carries(headers, token) => Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "a token is needed",
                "open the address with ?token=… that `dateline serve` printed, or send Authorization: Bearer TOKEN",
            )),
            _ => Ok(()),
        }
    }

    /// The address with `?token=…` sets the cookie and goes on without it, so that it stays out of history and links.
    fn enter(&self, uri: &Uri) -> Option<Response> {
        let token = self.token.as_ref()?;
        let given = uri.query()?.split('&').find_map(|p| p.strip_prefix("token="))?;
        if !equal(given, token) {
            return None;
        }
        let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000");
        // One slash alone: `//name` would lead to another site.
        let path = format!("/{}", uri.path().trim_start_matches(['/', '\\']));
        Some((StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, path)]).into_response())
    }
}

/// The middleware of the whole server.
pub async fn guard(State(guard): State<Arc<Guard>>, request: Request<Body>, next: Next) -> Response {
    let checked = guard.check(request.method(), request.uri(), request.headers());
    let mut answer = match checked {
        Ok(()) => next.run(request).await,
        Err(e) if e.status == StatusCode::UNAUTHORIZED => guard.enter(request.uri()).unwrap_or_else(|| e.into_response()),
        Err(e) => e.into_response(),
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    }
}

/// No `Origin` (a plain visit, a command-line client) or our own.
fn same_site(headers: &HeaderMap, host: &str) -> bool {
    let ours = |origin: &str| origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    let origin = headers.get(header::ORIGIN).is_none_or(|o| o.to_str().is_ok_and(ours));
    let cross = headers.get("sec-fetch-site").is_some_and(|s| s == "cross-site");
    let visit = headers.get("sec-fetch-mode").is_some_and(|m| m == "navigate");
    origin && (!cross || visit)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json"))
}

fn carries(headers: &HeaderMap, token: &str) -> bool {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    let cookie = cookies.filter_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('=')).any(|given| equal(given, token));
    cookie || bearer.is_some_and(|given| equal(given, token))
}

/// Compares in a time that does not tell how much agrees.
fn equal(given: &str, token: &str) -> bool {
    given.len() == token.len() && given.bytes().zip(token.bytes()).fold(0, |d, (a, b)| d | (a ^ b)) == 0
}

/// A new token: 128 random bits in hexadecimal.
///
/// # Errors
/// The system has no source of randomness.
pub fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (header::HeaderName::from_static(n), HeaderValue::from_str(v).expect("a header"))).collect()
    }

    fn status(guard: &Guard, method: &Method, pairs: &[(&'static str, &str)]) -> Option<u16> {
        guard.check(method, &Uri::from_static("/api/about"), &headers(pairs)).err().map(|e| e.status.as_u16())
    }

    #[test]
    fn foreign_names_are_refused() {
        let guard = Guard::new("127.0.0.1:8000".parse().expect("an address"), &[], None);
        for ours in ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"] {
            assert_eq!(status(&guard, &Method::GET, &[("host", ours)]), None, "{ours}");
        }
        for foreign in ["evil.example:8000", "localhost.evil.example", "", "10.0.0.1:8000", "[::1]x"] {
            assert_eq!(status(&guard, &Method::GET, &[("host", foreign)]), Some(421), "{foreign}");
        }
    }

    #[test]
    fn other_sites_are_refused() {
        let guard = Guard::new("127.0.0.1:8000".parse().expect("an address"), &[], None);
        let json = ("content-type", "application/json");
        let host = ("host", "localhost:8000");
        assert_eq!(status(&guard, &Method::POST, &[host, json, ("origin", "http://localhost:8000")]), None);
        assert_eq!(status(&guard, &Method::POST, &[host, json, ("origin", "http://localhost:9000")]), Some(403));
        assert_eq!(status(&guard, &Method::POST, &[host, json, ("origin", "null")]), Some(403));
        assert_eq!(status(&guard, &Method::POST, &[host, ("content-type", "text/plain")]), Some(415));
        assert_eq!(status(&guard, &Method::GET, &[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]), Some(403));
    }

    #[test]
    fn a_token_is_asked_for() {
        let guard = Guard::new("0.0.0.0:8000".parse().expect("an address"), &["box.example".into()], Some("abc".into()));
        let host = ("host", "192.168.0.7:8000");
        assert_eq!(status(&guard, &Method::GET, &[host]), Some(401));
        assert_eq!(status(&guard, &Method::GET, &[host, ("authorization", "Bearer abd")]), Some(401));
        assert_eq!(status(&guard, &Method::GET, &[host, ("authorization", "Bearer abc")]), None);
        assert_eq!(status(&guard, &Method::GET, &[host, ("cookie", "x=1; dateline_token=abc")]), None);
        assert_eq!(status(&guard, &Method::GET, &[("host", "evil.example"), ("authorization", "Bearer abc")]), Some(421));
        let entered = guard.enter(&Uri::from_static("//evil.example/?token=abc")).expect("the right token");
        assert_eq!(entered.headers()[header::LOCATION], "/evil.example/");
        assert!(guard.enter(&Uri::from_static("/?token=abd")).is_none());
    }
}
