//! What goes wrong, told to the person at the page: what, and what to do.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The one error of the API: an HTTP status, what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause} ({hint})")]
pub struct ApiError {
    pub status: StatusCode,
    pub cause: String,
    pub hint: String,
}

/// Its JSON: `{"error": …, "hint": …}`.
#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    hint: &'a str,
}

impl ApiError {
    pub fn new(status: StatusCode, cause: impl Into<String>, hint: impl Into<String>) -> Self {
        ApiError { status, cause: cause.into(), hint: hint.into() }
    }

    /// The request can't be understood.
    pub fn bad(cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, cause, hint)
    }

    /// The store has no such thing.
    pub fn missing(what: &str, key: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("no {what} `{key}` in this store"), "go back and follow a link, or search for it")
    }

    /// Corrections need `--review`.
    pub fn read_only() -> Self {
        Self::new(StatusCode::FORBIDDEN, "this page is read-only", "start it with `dateline serve STORE --review` to correct records")
    }

    /// Too much at once.
    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is busy", "try again in a moment")
    }

    /// An answer took longer than allowed.
    pub fn slow() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "the answer took too long", "narrow the filters: fewer days, one actor or one type")
    }

    /// A fault of the store or of ours.
    pub fn inside(cause: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, cause.to_string(), "the terminal that runs `dateline serve` may say more")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Json(Body { error: &self.cause, hint: &self.hint });
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            return (self.status, [(header::RETRY_AFTER, "1")], body).into_response();
        }
        (self.status, body).into_response()
    }
}
