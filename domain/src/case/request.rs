//! A draft judged: either a request that can be sent, or everything that stands in its way.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Draft, Filled, Kind, Problem};
use crate::{
    code::coded,
    command::DateFields,
    forms::Findings,
    ids::ServiceId,
    image::View,
    nhs_number::NhsNumber,
    pathway::{contradiction, ng12_conflict},
    person::{DateOfBirth, Mobile, PersonName, Sex},
    text::Passage,
    typed,
};

/// How worried the referrer is, asked for urgent suspected cancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    Very,
    Unsure,
    Unlikely,
}

coded! { Concern, "concern",
    Very => "very", "Very concerned";
    Unsure => "unsure", "Unsure";
    Unlikely => "unlikely", "Unlikely, but meets the criteria";
}

/// A draft that can be sent: what rules and lists read of it. Everything else stays in the draft as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub nhs_number: NhsNumber,
    pub name: PersonName,
    pub born: DateOfBirth,
    pub sex: Sex,
    pub mobile: Option<Mobile>,
    pub kind: Kind,
    pub service: ServiceId,
    pub question: Passage,
    pub impression: Passage,
    pub conversion_authorised: bool,
}

/// What judging a draft gave: a request exactly where there are no problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// In the form's order.
    pub problems: Vec<Problem>,
    pub request: Option<Request>,
}

impl Filled {
    /// What stands between this request and sending it, the form's part by the form. `today` is London's day; `views` are
    /// those of the case's pictures. Few fields are asked for: forms that are too strict drive referrers away
    /// (domain.md 2.1 item 4).
    pub fn check(&self, today: Date, views: &[View]) -> Checked {
        let mut sheet = Sheet::default();
        let nhs_number = sheet.read("nhs_number", self.nhs_number.parse());
        let name = sheet.read("name", self.name.parse());
        let born = sheet.birth_date(&self.dob, today);
        let mobile = if blank(&self.mobile) { None } else { sheet.read("mobile", self.mobile.parse()) };
        let sex = sheet.choose("sex", &self.sex, "Choose the patient's sex");

        let findings = self.findings();
        if findings.subject.is_some() {
            sheet.problems.extend(self.clinical_problems(&findings, today));
        } else {
            // Which questions there are is not known before.
            sheet.wrong("problem", "Choose lesion or rash");
        }
        sheet.needed("question", &self.question, "Enter your question");
        let question = sheet.read("question", Passage::new(&self.question).map_err(|e| format!("Your question {e}")));
        // Without one the cancers among advice requests are found later (domain.md 2.1 item 7).
        sheet.needed("impression", &self.impression, "Enter your clinical impression, even if unsure");
        let impression =
            sheet.read("impression", Passage::new(&self.impression).map_err(|e| format!("Your impression {e}")));

        let kind = sheet.choose("kind", &self.kind, "Choose what you ask for");
        if kind == Some(Kind::Cancer) || !blank(&self.concern) {
            let _: Option<Concern> = sheet.choose("concern", &self.concern, "Choose how concerned you are");
        }
        let service = sheet.choose("service", &self.service, "Choose a service");
        sheet.fits("urgency_reason", &self.urgency_reason, "The reason for urgency");
        if views.is_empty() {
            sheet.needed("no_images_reason", &self.no_images_reason, "Add pictures, or say why there are none");
        }
        sheet.fits("no_images_reason", &self.no_images_reason, "The reason");
        if ng12_conflict(&findings).is_some() {
            sheet.needed(
                "despite_reason",
                &self.despite_reason,
                "Say why this is not sent as urgent suspected cancer although NICE NG12 says refer",
            );
        }
        sheet.fits("despite_reason", &self.despite_reason, "The reason");

        let request = sheet.problems.is_empty().then(|| {
            Some(Request {
                nhs_number: nhs_number?,
                name: name?,
                born: born?,
                sex: sex?,
                mobile,
                kind: kind?,
                service: service?,
                question: question?,
                impression: impression?,
                conversion_authorised: self.conversion_authorised,
            })
        });
        Checked { problems: sheet.problems, request: request.flatten() }
    }

    /// What is wrong with the answers to the form, and what contradicts itself in them, in the form's order.
    fn clinical_problems(&self, findings: &Findings, today: Date) -> Vec<Problem> {
        if !self.is_readable() {
            let message = "The form that this was answered by cannot be read any longer: save the request, and answer what is \
                           asked now";
            return vec![Problem::new("problem", message)];
        }
        let mut problems = self.form().validate(&self.response, today);
        problems.extend(contradiction(findings).map(|sentence| Problem::new("seven_none", sentence)));
        let all = self.form().all_items();
        let place = |problem: &Problem| all.iter().position(|(item, _)| item.link_id == problem.field);
        problems.sort_by_key(place);
        problems
    }
}

impl Draft {
    /// What pictures by somebody's own phone need: the patient whom they will belong to.
    ///
    /// # Errors
    /// The problems of name, NHS number and date of birth.
    pub fn named(&self, today: Date) -> Result<(), Vec<Problem>> {
        let mut sheet = Sheet::default();
        let _: Option<NhsNumber> = sheet.read("nhs_number", self.nhs_number.parse());
        let _: Option<PersonName> = sheet.read("name", self.name.parse());
        sheet.read("dob", DateOfBirth::parse(&self.dob, today));
        if sheet.problems.is_empty() { Ok(()) } else { Err(sheet.problems) }
    }

    /// What a text to the patient needs: a number to send it to, and the date of birth that opens its link.
    ///
    /// # Errors
    /// The problems of these two fields.
    pub fn contact(&self, today: Date) -> Result<(Mobile, DateOfBirth), Vec<Problem>> {
        let mut sheet = Sheet::default();
        let born = sheet.birth_date(&self.dob, today);
        let mobile = sheet.read("mobile", self.mobile.parse());
        mobile.zip(born).ok_or(sheet.problems)
    }
}

/// Collects problems in the order the form is read.
#[derive(Default)]
struct Sheet {
    problems: Vec<Problem>,
}

impl Sheet {
    fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(field, message));
    }

    fn read<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.wrong(field, error.to_string())).ok()
    }

    fn choose<T: std::str::FromStr>(&mut self, field: &str, typed: &str, message: &str) -> Option<T> {
        self.read(field, typed.parse::<T>().map_err(|_| message))
    }

    fn needed(&mut self, field: &str, typed: &str, message: &str) {
        if blank(typed) {
            self.wrong(field, message);
        }
    }

    fn fits(&mut self, field: &str, typed: &str, what: &str) {
        if let Err(error) = Passage::new(typed) {
            self.wrong(field, format!("{what} {error}"));
        }
    }

    fn birth_date(&mut self, typed: &DateFields, today: Date) -> Option<DateOfBirth> {
        DateOfBirth::parse(typed, today).map_err(|error| self.wrong(error.field(), error.to_string())).ok()
    }
}

fn blank(text: &str) -> bool {
    typed::is_blank(text)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn whole() -> Draft {
        Draft {
            nhs_number: "943 476 5919".into(),
            name: "Nia Roberts".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            sex: "female".into(),
            kind: "advice".into(),
            service: "00000000-0000-0000-0000-000000000007".into(),
            question: "Is it safe to watch this?".into(),
            impression: "Seborrhoeic keratosis".into(),
            problem: "lesion".into(),
            ..Draft::default()
        }
        .with("pigment", "no")
        .with("site", "forearm")
        .with("side", "left")
        .with("duration", "3 months")
    }

    fn check(draft: &Draft, views: &[View]) -> Checked {
        Filled::of(draft.clone()).check(TODAY, views)
    }

    fn fields(draft: &Draft, views: &[View]) -> Vec<String> {
        check(draft, views).problems.into_iter().map(|problem| problem.field).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn a_whole_draft_is_a_request() {
        let checked = check(&whole(), &[View::Overview]);
        assert_eq!(checked.problems, []);
        let request = checked.request.unwrap();
        assert_eq!((request.kind, request.mobile), (Kind::Advice, None));
    }

    #[test]
    fn an_empty_draft_lists_everything_in_the_forms_order() {
        assert_eq!(
            fields(&Draft::default(), &[]),
            [
                "nhs_number",
                "name",
                "dob",
                "sex",
                "problem",
                "question",
                "impression",
                "kind",
                "service",
                "no_images_reason"
            ]
        );
        let rash = Draft { problem: "rash".into(), ..Draft::default() };
        assert_eq!(fields(&rash, &[])[4..6], ["site", "duration"]);
        let lesion = Draft { problem: "lesion".into(), ..Draft::default() };
        assert_eq!(fields(&lesion, &[])[4..7], ["pigment", "site", "duration"]);
    }

    /// What the form asks is judged by the form, in its words and its order.
    #[test]
    fn the_forms_part_is_judged_by_the_form() {
        let draft = whole()
            .with("size_mm", "big")
            .with("duration", "")
            .with("skin_type", "VII")
            .with("biopsy", &"x".repeat(4_001));
        let problems = check(&draft, &[View::Overview]).problems;
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["duration", "size_mm", "biopsy", "skin_type"]);
        assert_eq!(problems[0].message, "“How long”: enter an answer");
        assert_eq!(problems[1].message, "“Largest diameter, mm”: enter a number, for example 8");
    }

    #[test]
    fn pictures_or_a_reason() {
        assert_eq!(fields(&whole(), &[]), ["no_images_reason"]);
        let reasoned = Draft { no_images_reason: "Patient declined".into(), ..whole() };
        assert_eq!(fields(&reasoned, &[]), NONE);
    }

    #[test]
    fn what_is_asked_depends_on_what_was_chosen() {
        let views = &[View::Overview];
        assert_eq!(fields(&Draft { kind: "cancer".into(), ..whole() }, views), ["concern"]);
        let widespread = whole().with("site", "widespread").with("side", "");
        assert_eq!(fields(&widespread, views), NONE);
        assert_eq!(fields(&whole().with("side", ""), views), ["side"]);
        assert_eq!(fields(&Draft { mobile: "0113 496 0000".into(), ..whole() }, views), ["mobile"]);
        for size in ["8 mm", "8mm", "8,5", "0.8 cm", "\u{FF18}\u{200B}"] {
            assert_eq!(fields(&whole().with("size_mm", size), views), NONE, "{size}");
        }
        for size in ["big", "NaN", "-4", "0", "inf", "1e2", "8²", "8 x 6", "1000"] {
            assert_eq!(fields(&whole().with("size_mm", size), views), ["size_mm"], "{size}");
        }
    }

    /// Advice although the score says refer: a reason is asked for, and nothing else is held up by the score.
    #[test]
    fn a_conflict_with_the_score_wants_a_reason() {
        let views = &[View::Overview];
        assert_eq!(fields(&whole().with("pigment", ""), views), ["pigment"]);
        let unscored = whole().with("pigment", "yes").tick("change_size");
        assert_eq!(fields(&unscored, views), NONE);
        let refer = unscored.with("size_mm", "8");
        assert_eq!(fields(&refer, views), ["despite_reason"]);
        assert_eq!(fields(&Draft { despite_reason: "Unchanged since 2019".into(), ..refer.clone() }, views), NONE);
        assert_eq!(fields(&Draft { kind: "cancer".into(), concern: "very".into(), ..refer.clone() }, views), NONE);
        let contradiction = Draft { despite_reason: "Unchanged".into(), ..refer }.tick("seven_none");
        assert_eq!(fields(&contradiction, views), ["seven_none"]);
    }

    #[test]
    fn a_text_needs_a_number_and_a_date() {
        assert_eq!(whole().contact(TODAY).unwrap_err()[0].field, "mobile");
        let (mobile, _) = Draft { mobile: "07700 900123".into(), ..whole() }.contact(TODAY).unwrap();
        assert_eq!(mobile.e164(), "+447700900123");
    }

    #[test]
    fn too_long_says_how_much() {
        let long = Draft { impression: "x".repeat(4_001), ..whole() };
        let problems = check(&long, &[View::Overview]).problems;
        assert_eq!(problems[0].message, "Your impression must be 4000 characters or fewer, and this has 4001");
    }

    proptest! {
        /// Whatever is typed: a request exactly where nothing is wrong, and one sentence per field at most.
        #[test]
        fn a_request_or_problems(
            nhs in "\\PC{0,14}", day in "\\PC{0,4}", site in "\\PC{0,8}", size in "\\PC{0,8}", valid in any::<bool>()
        ) {
            let draft = if valid {
                whole()
            } else {
                Draft {
                    nhs_number: nhs,
                    dob: DateFields { day, ..whole().dob },
                    ..whole()
                }
                .with("site", &site)
                .with("size_mm", &size)
            };
            let checked = check(&draft, &[View::CloseUp]);
            prop_assert_eq!(checked.request.is_some(), checked.problems.is_empty());
            let mut fields: Vec<_> = checked.problems.iter().map(|problem| &problem.field).collect();
            fields.sort();
            fields.dedup();
            prop_assert_eq!(fields.len(), checked.problems.len());
        }
    }
}
