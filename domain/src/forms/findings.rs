//! The few clinical facts that rules read. A rule in [`pathway`](crate::pathway) reads nothing else, so that it does not
//! know by which form a fact was asked.

use super::{answer::millimetres, check::Checked, named};
use crate::{
    case::{Draft, Kind, Site},
    guide::Subject,
    typed,
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
    /// How many there are; None where nobody counted them. A rash has none.
    pub lesions: Option<u32>,
    /// The largest diameter, in millimetres.
    pub largest_mm: Option<f32>,
    /// 7 mm or more, ticked in a form that did not ask for the diameter.
    pub ticked_large: bool,
    pub change_size: bool,
    pub change_shape: bool,
    pub change_colour: bool,
    /// Raised, or getting so.
    pub raised: bool,
    pub bleeding: bool,
    pub inflamed: bool,
    pub oozing: bool,
    pub crusted: bool,
    pub change_sensation: bool,
    /// Looked for and found none of the 7-point checklist's other six.
    pub none_of_the_checklist: bool,
    /// Unwell, or feverish.
    pub unwell: bool,
    pub skin_cancer_before: bool,
    pub immunosuppressed: bool,
    pub anticoagulant: bool,
    pub pregnant: bool,
    /// What is asked, thought or described names something that is seen on the same day.
    pub names_an_emergency: bool,
    /// Where it is, or what it may be, is named as genital or anal.
    pub names_anogenital: bool,
    /// The impression names a basal cell carcinoma.
    pub thinks_of_basal_cell: bool,
}

impl Findings {
    /// Of a request, by the form that it was asked by; what is hidden is not found.
    pub fn of(draft: &Draft, form: &Checked) -> Self {
        let asked = form.enabled(&draft.response);
        let is_asked = |link_id: &str| asked.contains(link_id);
        let typed = |link_id: &str| if is_asked(link_id) { draft.response.typed(link_id) } else { "" };
        let ticked = |link_id: &str| is_asked(link_id) && draft.response.is_ticked(link_id);
        let texts = [&draft.question, &draft.impression, &draft.urgency_reason];
        let all = Self {
            kind: draft.kind.parse().ok(),
            subject: draft.subject(),
            pigmented: match typed("pigment") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            site: typed("site").parse().ok(),
            lesions: whole_number(typed("lesions")),
            largest_mm: millimetres(typed("size_mm")),
            // No form asks it any longer.
            ticked_large: draft.response.is_ticked("seven_large"),
            change_size: ticked("change_size"),
            change_shape: ticked("change_shape"),
            change_colour: ticked("change_colour"),
            raised: ticked("change_raised"),
            bleeding: ticked("bleeding"),
            inflamed: ticked("seven_inflamed"),
            oozing: ticked("ooze"),
            crusted: ticked("crust"),
            change_sensation: ticked("seven_sensation"),
            none_of_the_checklist: ticked("seven_none"),
            unwell: ticked("systemic_upset"),
            skin_cancer_before: ticked("personal_skin_cancer"),
            immunosuppressed: ticked("immunosuppressed"),
            anticoagulant: ticked("anticoagulant"),
            pregnant: ticked("pregnant"),
            names_an_emergency: texts.into_iter().any(|text| named::an_emergency(text))
                || named::an_emergency(typed("distribution")),
            names_anogenital: [typed("site_detail"), typed("distribution"), &draft.impression]
                .into_iter()
                .any(named::anogenital_skin),
            thinks_of_basal_cell: named::a_basal_cell_carcinoma(&draft.impression),
        };
        all.without_what_is_not_asked()
    }

    /// Without what is asked of something else: of a rash no pigment and no diameter, of what is not pigmented nothing of
    /// the checklist, of a lesion not whether the patient is unwell.
    fn without_what_is_not_asked(mut self) -> Self {
        if !self.may_be_lesion() {
            (self.pigmented, self.lesions, self.largest_mm, self.ticked_large) = (None, None, None, false);
        }
        if !self.is_pigmented_lesion() {
            (self.inflamed, self.change_sensation, self.none_of_the_checklist) = (false, false, false);
        }
        self.unwell &= self.subject != Some(Subject::Lesion);
        self
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

/// From 0 to 999.
fn whole_number(text: &str) -> Option<u32> {
    let number = typed::number(text)?;
    (0..=999).find(|whole| *whole as f32 == number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Filled;

    /// What a form hides was not found, whatever stands in its field.
    #[test]
    fn what_is_hidden_is_not_found() {
        let draft = Draft { problem: "lesion".into(), ..Draft::default() }
            .with("pigment", "yes")
            .with("size_mm", "0.9 cm")
            .tick("seven_inflamed")
            .tick("bleeding")
            .with("distribution", "Erythroderma")
            .tick("systemic_upset");
        let of = |draft: Draft| Filled::of(draft).findings();
        let lesion = of(draft.clone());
        assert_eq!((lesion.pigmented, lesion.largest_mm), (Some(true), Some(9.0)));
        assert!(lesion.inflamed && lesion.bleeding && !lesion.unwell && !lesion.names_an_emergency);
        let plain = of(draft.clone().with("pigment", "no"));
        assert!(!plain.inflamed && plain.bleeding);
        let rash = of(Draft { problem: "rash".into(), ..draft });
        assert_eq!((rash.pigmented, rash.largest_mm), (None, None));
        assert!(!rash.inflamed && rash.bleeding && rash.unwell && rash.names_an_emergency);
    }

    /// Each item that a form needs is read: without it another finding, list or sentence would be empty for ever.
    #[test]
    fn a_ticked_box_that_a_form_needs_is_a_finding() {
        for problem in ["lesion", "rash"] {
            let base = Draft { problem: problem.into(), ..Draft::default() }.with("pigment", "yes");
            let form = Filled::of(base.clone());
            let boxes = form.form().kind().needs().iter().filter(|need| need.kind == super::super::ItemKind::Boolean);
            for need in boxes {
                let ticked = Filled::of(base.clone().tick(need.link_id)).findings();
                assert_ne!(ticked, form.findings(), "{problem}: {}", need.link_id);
            }
        }
    }
}
