//! The JSON API, a module a part of the page; `openapi.json` describes every path.

mod code;
mod export;
mod read;
mod review;
mod view;

use crate::error::ApiError;
use crate::state::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::extract::rejection::QueryRejection;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What the overview asks for when it is opened without filters. A test of the page holds the two together.
pub const FIRST_VIEW: [&str; 5] = ["/api/about", "/api/events?limit=20", "/api/series", "/api/map", "/api/dyads?limit=12"];

/// Every path of the API.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/about", get(read::about))
        .route("/api/events", get(read::events))
        .route("/api/events/{id}", get(read::event))
        .route("/api/events/{id}/merge", post(review::merge))
        .route("/api/events/{id}/split", post(review::split))
        .route("/api/series", get(read::series))
        .route("/api/map", get(read::map))
        .route("/api/dyads", get(read::dyads))
        .route("/api/dyads/{a}/{b}", get(read::dyad))
        .route("/api/actors", get(read::actors))
        .route("/api/actors/{code}", get(read::actor))
        .route("/api/articles", get(read::articles))
        .route("/api/articles/{id}", get(read::article))
        .route("/api/commitments", get(read::commitments))
        .route("/api/codebook", get(code::codebook))
        .route("/api/code", post(code::code))
        .route("/api/explain", post(code::explain))
        .route("/api/review", post(review::judge))
        .route("/api/review/undo", post(review::undo))
        .route("/api/review/sample", get(review::sample))
        .route("/api/review/summary", get(review::summary))
        .route("/api/review/gold.tsv", get(review::gold))
        .route("/api/review/verdicts.jsonl", get(review::verdicts))
        .route("/api/export/{file}", get(export::export))
        .route("/api/openapi.json", get(|| async { json(Bytes::from_static(include_bytes!("openapi.json"))) }))
        .route("/api/{*rest}", get(|| async { ApiError::new(StatusCode::NOT_FOUND, "no such path", "see /api/openapi.json") }))
}

/// Bytes that are JSON already.
pub fn json(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// The query of the address, with our own error.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        found.map(|q| Asked(q.0)).map_err(|e: QueryRejection| ApiError::bad(e.body_text(), "see /api/openapi.json for the filters"))
    }
}

/// A fault of the store, or a question that it can't read.
pub fn fault(e: dateline_store::Error) -> ApiError {
    match e {
        dateline_store::Error::Query(said) => {
            let (cause, hint) = said.split_once("\n  hint: ").unwrap_or((&said, "see /api/openapi.json for the filters"));
            ApiError::bad(cause, hint)
        }
        dateline_store::Error::Locked(_) => ApiError::busy(),
        other => ApiError::inside(other),
    }
}
