//! The few clinical facts that rules read. A rule in [`pathway`](crate::pathway) reads nothing else, so that it does not
//! know by which form a fact was asked.

use super::named;
use crate::{
    case::{Draft, Kind, Site},
    guide::Subject,
};

/// What is known of a skin problem, as far as it was said. What nobody answered is None, or not found.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a feature that a rule counts by itself")]
pub struct Findings {
    /// What is asked for.
    pub kind: Option<Kind>,
    pub subject: Option<Subject>,
    pub pigmented: Option<bool>,
    pub site: Option<Site>,
    /// The largest diameter, in millimetres.
    pub largest_mm: Option<f32>,
    /// 7 mm or more, ticked in a form that did not ask for the diameter.
    pub ticked_large: bool,
    pub change_size: bool,
    pub change_shape: bool,
    pub change_colour: bool,
    /// Raised, or getting so.
    pub raised: bool,
    pub inflamed: bool,
    pub oozing: bool,
    pub crusted: bool,
    pub change_sensation: bool,
    /// Looked for and found none of the 7-point checklist's other six.
    pub none_of_the_checklist: bool,
    /// Unwell, or feverish.
    pub unwell: bool,
    pub immunosuppressed: bool,
    /// What is asked, thought or described names something that is seen on the same day.
    pub names_an_emergency: bool,
    /// The impression names a basal cell carcinoma.
    pub thinks_of_basal_cell: bool,
}

impl Findings {
    /// Of a request as typed. What an older form asked a second time is the same fact (`Draft::as_asked_now`).
    pub fn of_draft(draft: &Draft) -> Self {
        let texts = [&draft.question, &draft.impression, &draft.urgency_reason, &draft.distribution];
        Self {
            kind: draft.kind.parse().ok(),
            subject: match draft.problem.as_str() {
                "lesion" => Some(Subject::Lesion),
                "rash" => Some(Subject::Rash),
                _ => None,
            },
            pigmented: match (draft.pigment.as_str(), draft.pigmented) {
                ("yes", _) | ("", true) => Some(true),
                ("no", _) => Some(false),
                _ => None,
            },
            site: draft.site.parse().ok(),
            largest_mm: draft.largest_mm(),
            ticked_large: draft.seven_large,
            change_size: draft.change_size || draft.seven_size,
            change_shape: draft.change_shape || draft.seven_shape,
            change_colour: draft.change_colour || draft.seven_colour,
            raised: draft.change_raised,
            inflamed: draft.seven_inflamed,
            oozing: draft.ooze || draft.seven_oozing,
            crusted: draft.crust,
            change_sensation: draft.seven_sensation,
            none_of_the_checklist: draft.seven_none,
            unwell: draft.systemic_upset,
            immunosuppressed: draft.immunosuppressed,
            names_an_emergency: texts.into_iter().any(|text| named::an_emergency(text)),
            thinks_of_basal_cell: named::a_basal_cell_carcinoma(&draft.impression),
        }
    }

    /// Everything that was not called a rash: a rule for lesions holds until somebody says otherwise.
    pub fn may_be_lesion(&self) -> bool {
        self.subject != Some(Subject::Rash)
    }

    /// A lesion that is pigmented, as far as was said.
    pub fn is_pigmented_lesion(&self) -> bool {
        self.may_be_lesion() && self.pigmented == Some(true)
    }
}
