//! What guidance says about a request. It prompts and never decides: clinical judgement overrides every rule here.
//!
//! To add a rule: a file here with its source at its head, which reads [`Findings`](crate::forms::Findings) and nothing
//! else, and its call where it speaks: beside the form in [`warnings`], before sending in `Filled::check` (whom a service
//! excludes in `backend::cases::excluded`, because that is its policy's), before an answer in
//! `Answerable`, or in the order of the worklist in [`looks_first`]. A rule that nothing calls is none.

mod changed;
mod exclusions;
mod look_first;
mod ng12;
mod presentations;
mod red_flags;
mod refer_anyway;
mod seven_point;

use serde::{Deserialize, Serialize};

use crate::forms::Findings;

pub use changed::changed_urgently;
pub use exclusions::{Excluded, age_on, excluded, excluded_by, exclusion_problems};
pub use look_first::looks_first;
pub use ng12::{ng12_conflict, ng12_prompts, ng12_says};
pub(crate) use presentations::before_an_answer;
pub use presentations::{nth, think_again, thinks_again};
pub use red_flags::red_flags;
pub use refer_anyway::{anyway_problems, first_sent, may_refer_anyway, refers_anyway};
pub use seven_point::{NONE_OF_THEM, REFER_AT, RULE, contradiction, score, unscored};

/// Prompts that do not block: what must not wait first, then where the kind of request and its content conflict.
pub fn warnings(findings: &Findings) -> Vec<String> {
    let mut warnings = red_flags(findings);
    warnings.extend(ng12_prompts(findings));
    warnings
}

/// The weighted 7-point checklist's score and what NICE NG12 says of it, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to 10.
    pub points: u32,
    /// "refer" where NG12 says refer; the sentence shown beside the number.
    pub sentence: String,
    pub refer: bool,
    /// "change in size, 7 mm or more"; empty at 0.
    #[serde(default)]
    pub counted: String,
    /// `RULE` when it was counted.
    #[serde(default)]
    pub rule: String,
}
