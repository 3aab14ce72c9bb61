//! The few clinical facts that rules read. A rule in [`pathway`](crate::pathway) reads nothing else, so that it does not
//! know by which form a fact was asked.

use super::{answer::millimetres, check::Checked, named, needs::FormKind, response::Response};
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
    /// Of a request as typed. What an older form asked a second time is the same fact (`Draft::as_asked_now`). What the
    /// form does not ask of a lesion, or of a rash, is not found, whatever was typed before it was called one.
    pub fn of_draft(draft: &Draft) -> Self {
        let subject = match draft.problem.as_str() {
            "lesion" => Some(Subject::Lesion),
            "rash" => Some(Subject::Rash),
            _ => None,
        };
        let distribution = if subject == Some(Subject::Lesion) { "" } else { &draft.distribution };
        let texts = [&draft.question, &draft.impression, &draft.urgency_reason, distribution];
        let all = Self {
            kind: draft.kind.parse().ok(),
            subject,
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
            names_an_emergency: texts.into_iter().any(named::an_emergency),
            thinks_of_basal_cell: named::a_basal_cell_carcinoma(&draft.impression),
        };
        all.without_what_is_not_asked()
    }

    /// Of what was answered in a lesion's or a rash's form; what is hidden is not found.
    pub fn of_response(form: &Checked, response: &Response) -> Self {
        let asked = form.enabled(response);
        let given = |link_id: &str| if asked.contains(link_id) { response.given(link_id) } else { Vec::new() };
        let typed = |link_id: &str| given(link_id).first().copied().unwrap_or_default().to_owned();
        let ticked = |link_id: &str| given(link_id) == ["true"];
        let texts = ["question", "impression", "urgency_reason", "distribution"].map(typed);
        let all = Self {
            kind: typed("kind").parse().ok(),
            subject: match form.kind() {
                FormKind::Lesion => Some(Subject::Lesion),
                FormKind::Rash => Some(Subject::Rash),
                FormKind::PhotographyHistory | FormKind::PatientQuestions | FormKind::HasChanged => None,
            },
            pigmented: match typed("pigment").as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            site: typed("site").parse().ok(),
            largest_mm: millimetres(&typed("size_mm")),
            ticked_large: false,
            change_size: ticked("change_size"),
            change_shape: ticked("change_shape"),
            change_colour: ticked("change_colour"),
            raised: ticked("change_raised"),
            inflamed: ticked("seven_inflamed"),
            oozing: ticked("ooze"),
            crusted: ticked("crust"),
            change_sensation: ticked("seven_sensation"),
            none_of_the_checklist: ticked("seven_none"),
            unwell: ticked("systemic_upset"),
            immunosuppressed: ticked("immunosuppressed"),
            names_an_emergency: texts.iter().any(|text| named::an_emergency(text)),
            thinks_of_basal_cell: named::a_basal_cell_carcinoma(&texts[1]),
        };
        all.without_what_is_not_asked()
    }

    /// Without what is asked of something else: of a rash no pigment and no diameter, of what is not pigmented nothing of
    /// the checklist, of a lesion not whether the patient is unwell.
    fn without_what_is_not_asked(mut self) -> Self {
        if !self.may_be_lesion() {
            (self.pigmented, self.largest_mm, self.ticked_large) = (None, None, false);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;
    use crate::{case::Site, forms::Given};

    /// A request as a response of the form that asks the same, field by field.
    fn response(form: &Checked, draft: &Draft) -> Response {
        let fields = serde_json::to_value(draft).unwrap();
        let asked = form.all_items().into_iter().filter(|(item, _)| item.kind.is_asked());
        let answers = asked.map(|(item, _)| {
            let given = match &fields[&item.link_id] {
                Json::Bool(ticked) => Given::Tick(*ticked),
                Json::String(typed) => Given::Typed(vec![typed.clone()]),
                other => panic!("{}: {other}", item.link_id),
            };
            (item.link_id.clone(), given)
        });
        Response { questionnaire: form.canonical(), answers: answers.collect() }
    }

    fn words() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC{0,12}", Just("? BCC, or SJS".to_owned()), Just("Erythroderma, basal cell".to_owned())]
    }

    fn one_of(values: &[&'static str]) -> impl Strategy<Value = String> + use<> {
        prop::sample::select(values.to_vec()).prop_map(str::to_owned)
    }

    proptest! {
        /// The same request, asked by the page or by the form, has the same findings.
        #[test]
        fn a_request_has_the_same_findings_by_either_form(
            is_rash in any::<bool>(),
            ticks in prop::collection::vec(any::<bool>(), 24),
            chosen in (
                one_of(&["", "advice", "assessment", "cancer", "x"]), one_of(&["", "yes", "no", "perhaps"]),
                prop_oneof![Just(String::new()), prop::sample::select(Site::ALL).prop_map(|site| site.as_str().to_owned())],
                one_of(&["", "left", "both"]),
            ),
            size in prop_oneof!["[0-9]{1,2}([.,][0-9])? ?(mm|cm)?", "\\PC{0,6}"],
            texts in (words(), words(), words(), words()),
        ) {
            let draft = Draft {
                problem: if is_rash { "rash" } else { "lesion" }.into(),
                kind: chosen.0, pigment: chosen.1, site: chosen.2, side: chosen.3,
                size_mm: size, question: texts.0, impression: texts.1, urgency_reason: texts.2, distribution: texts.3,
                change_size: ticks[0], change_shape: ticks[1], change_colour: ticks[2], change_raised: ticks[3],
                itch: ticks[4], bleeding: ticks[5], ooze: ticks[6], crust: ticks[7], pain: ticks[8],
                systemic_upset: ticks[9], immunosuppressed: ticks[10], seven_inflamed: ticks[11],
                seven_sensation: ticks[12], seven_none: ticks[13], pigmented: ticks[14], seven_size: ticks[15],
                seven_shape: ticks[16], seven_colour: ticks[17], seven_oozing: ticks[18], many_moles: ticks[19],
                ..Draft::default()
            };
            let now = draft.clone().as_asked_now();
            let form = if is_rash { FormKind::Rash } else { FormKind::Lesion }.shipped().unwrap();
            let by_form = Findings::of_response(&form, &response(&form, &now));
            prop_assert_eq!(&Findings::of_draft(&now), &by_form);
            prop_assert_eq!(Findings::of_draft(&draft), by_form);
        }
    }
}
