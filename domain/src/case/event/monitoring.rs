//! What happens to a plan by which pictures are repeated.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PlanId, RoundId},
    monitoring::{PlanEnd, RoundEnd},
};

/// One thing that happened to it; how the plan itself reads stands apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum MonitoringEvent {
    Planned {
        plan: PlanId,
    },
    /// By a text with a link; or nobody could be texted.
    Asked {
        round: RoundId,
        texted: bool,
        /// Whole days after its time: the server was away.
        late_days: u32,
    },
    /// The patient has sent their photos and answers.
    Arrived {
        round: RoundId,
        is_worse: bool,
    },
    RoundEnded {
        round: RoundId,
        end: RoundEnd,
    },
    /// The service knows that photos did not come twice.
    MissedNoted {
        round: RoundId,
    },
    Ended {
        plan: PlanId,
        end: PlanEnd,
    },
}

impl MonitoringEvent {
    /// What the history says of it.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Planned { .. } => "Planned follow-up photos.".into(),
            Self::Asked { texted: false, .. } => {
                "Follow-up photos are due, and no text could be sent: the practice is asked to.".into()
            }
            Self::Asked { late_days: 0, .. } => "Asked the patient for follow-up photos.".into(),
            Self::Asked { late_days: 1, .. } => "Asked the patient for follow-up photos, a day late.".into(),
            Self::Asked { late_days, .. } => {
                format!("Asked the patient for follow-up photos, {late_days} days late.")
            }
            Self::Arrived { is_worse: false, .. } => "Sent follow-up photos, and said nothing has changed.".into(),
            Self::Arrived { is_worse: true, .. } => {
                "Sent follow-up photos, and said that something has changed.".into()
            }
            Self::RoundEnded { end, .. } => match end {
                RoundEnd::Unchanged => "Looked at the follow-up photos: no change.".into(),
                RoundEnd::Enough => "Looked at the follow-up photos: no change, no more are needed.".into(),
                RoundEnd::Changed => "Looked at the follow-up photos: it has changed, and is answered anew.".into(),
                RoundEnd::Missed => "Noted that no follow-up photos came.".into(),
                RoundEnd::Void => "The follow-up photos are not waited for any longer.".into(),
            },
            Self::MissedNoted { .. } => "Noted for the service that follow-up photos did not come twice.".into(),
            Self::Ended { end, .. } => {
                format!("The plan for follow-up photos has ended: {}.", end.label().to_lowercase())
            }
        }
    }
}
