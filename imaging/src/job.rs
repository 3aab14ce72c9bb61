//! What the page and its picture worker say to each other, as JSON beside the bytes.

use serde::{Deserialize, Serialize};

use crate::{
    Plan, Report, Stage,
    quality::live::{Advice, LiveView},
};

/// Page to worker; the picked file's bytes travel beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Counts up; answers carry it back.
    pub id: u32,
    pub plan: Plan,
}

/// Page to worker: a preview frame is to be checked; its pixels travel beside this.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PreviewFrame {
    /// Counts up, together with the jobs'.
    pub id: u32,
    pub view: LiveView,
    /// Nothing before it counts: the camera has just been opened.
    pub first: bool,
}

/// Worker to page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// What the worker is doing now.
    Progress { id: u32, stage: Stage },
    /// The JPEG's bytes travel beside it.
    Done { id: u32, width: u32, height: u32, report: Report },
    /// [`crate::Error::code`].
    Refused { id: u32, code: String },
    /// What a preview frame showed: good enough for a picture, or the one thing to do first.
    Checked { id: u32, ready: bool, advice: Option<Advice> },
}

impl Answer {
    /// Which job it answers.
    pub fn id(&self) -> u32 {
        match self {
            Answer::Progress { id, .. }
            | Answer::Done { id, .. }
            | Answer::Refused { id, .. }
            | Answer::Checked { id, .. } => *id,
        }
    }
}
