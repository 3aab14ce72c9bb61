use serde::{Deserialize, Serialize};

use super::PatientView;
use crate::ids::{CaseId, FormKey, ServiceId};

/// What is chosen from to send a referral on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendOnView {
    pub case: CaseId,
    /// To be sent back: what came since has to be seen first.
    pub version: i64,
    pub patient: PatientView,
    /// Every other service that takes it, with what may be expected of it.
    pub services: Vec<(ServiceId, String, String)>,
    /// The key of the form that sends it, made with this view.
    pub key: FormKey,
}
