//! Commitments: what somebody said they will or will not do.

use crate::code::{Coding, Event, Resolved};
use crate::record::{ActorRef, Span};
use jiff::civil::Date;
use serde::Serialize;

/// One commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Commitment {
    pub id: String,
    pub by: Vec<ActorRef>,
    pub to: Vec<ActorRef>,
    /// False for what they said they will not do.
    pub will: bool,
    pub act: Act,
    pub due: Option<Due>,
    /// The day it was made.
    pub made: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Span>,
    /// The event record of the promise itself, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// The words that say what will be done, and its PLOVER type where it is a political act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    pub start: u32,
    pub end: u32,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    pub from: Date,
    pub to: Date,
}

/// Finds the commitments of a document.
pub fn find(_stage: &Resolved, _events: &[Event], _coding: &Coding) -> Vec<Commitment> {
    Vec::new()
}
