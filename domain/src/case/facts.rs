//! A request as a specialist reads it: what changes the answer comes first (screens.md: change, size, symptoms, risk,
//! drugs).

use serde::{Deserialize, Serialize};

use super::{Concern, Draft, Kind, Side, Site};
use crate::pathway::score;

/// One labelled fact of a request, in the order it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Changes the answer: change, size, symptoms, risk, drugs. Shown first to a specialist.
    pub key: bool,
}

impl Draft {
    /// "Left forearm", "Chest, middle", "Widespread"; empty until chosen.
    pub fn site_words(&self) -> String {
        let Ok(site) = self.site.parse::<Site>() else { return String::new() };
        let label = site.label();
        match self.side.parse::<Side>() {
            Ok(side @ (Side::Left | Side::Right)) if site.has_side() => {
                format!("{} {}", side.label(), label.to_lowercase())
            }
            Ok(Side::Middle) if site.has_side() => format!("{label}, middle"),
            Ok(Side::Both) if site.has_side() => format!("{label}, both sides"),
            Ok(_) | Err(_) => label.to_owned(),
        }
    }

    /// Everything of the request beside patient, question, impression, site and score, key facts first.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = self.key_facts();
        facts.extend(self.other_facts());
        facts.retain(|fact| !fact.value.is_empty());
        facts
    }

    fn key_facts(&self) -> Vec<Fact> {
        let key = |label: &str, value: String| Fact { label: label.into(), value, key: true };
        // What cannot be read as a size is shown as typed: it is the referrer's to mend.
        let size = self.largest_mm().map_or_else(|| tidy(&self.size_mm), |mm| format!("{mm} mm"));
        vec![
            key("Level of concern", self.concern.parse::<Concern>().map_or("", Concern::label).into()),
            key("Not sent as suspected cancer because", tidy(&self.despite_reason)),
            key("Urgent because", tidy(&self.urgency_reason)),
            key("Duration", tidy(&self.duration)),
            key("Change", self.change()),
            key("Size", size),
            key("Symptoms", self.symptoms()),
            key("Risk", self.risk()),
            key("Systemic upset", yes(self.systemic_upset)),
            key("Anticoagulant", yes(self.anticoagulant)),
            key("Pregnant", yes(self.pregnant)),
            key("Drugs", tidy(&self.drugs)),
            key("Allergies", tidy(&self.allergies)),
            key("No pictures because", tidy(&self.no_images_reason)),
        ]
    }

    fn other_facts(&self) -> Vec<Fact> {
        let fact = |label: &str, value: String| Fact { label: label.into(), value, key: false };
        // Nothing ticked is worth knowing, and no finding: it must not stand out above what the patient says.
        let unticked = |words: String| if words.is_empty() { "None ticked by the practice" } else { "" };
        let problem = match self.problem.as_str() {
            "lesion" => "Lesion",
            "rash" => "Rash",
            _ => "",
        };
        let pigmented = match self.pigment.as_str() {
            "yes" => "Yes",
            "no" => "No",
            _ => "",
        };
        // What was authorised matters for advice only: the other kinds are referrals already.
        let (authorised, told) = match self.kind.parse() {
            Ok(Kind::Advice) => (yes_or_no(self.conversion_authorised), String::new()),
            Ok(Kind::Cancer) => (String::new(), yes_or_no(self.told_may_be_cancer)),
            Ok(Kind::Assessment) | Err(_) => (String::new(), String::new()),
        };
        vec![
            fact("Change", unticked(self.change()).into()),
            fact("Symptoms", unticked(self.symptoms()).into()),
            fact("Problem", problem.into()),
            fact("Pigmented", pigmented.into()),
            fact("Number of lesions", tidy(&self.lesions)),
            fact("Where exactly", tidy(&self.site_detail)),
            fact("Distribution", tidy(&self.distribution)),
            fact("Trigger", tidy(&self.trigger)),
            fact("Tried", tidy(&self.tried)),
            fact("Biopsy", tidy(&self.biopsy)),
            fact("Skin type", tidy(&self.skin_type)),
            fact("History", tidy(&self.history)),
            fact("May be turned into a referral", authorised),
            fact("Patient told it may be cancer", told),
        ]
    }

    fn change(&self) -> String {
        ticked(&[
            (self.change_size, "size"),
            (self.change_shape, "shape"),
            (self.change_colour, "colour"),
            (self.change_raised, "raised"),
        ])
    }

    fn symptoms(&self) -> String {
        ticked(&[
            (self.bleeding, "bleeding"),
            (self.itch, "itch"),
            (self.pain, "pain"),
            (self.ooze, "oozing"),
            (self.crust, "crust"),
        ])
    }

    fn risk(&self) -> String {
        ticked(&[
            (self.personal_skin_cancer, "skin cancer before"),
            (self.family_skin_cancer, "skin cancer in the family"),
            (self.immunosuppressed, "immunosuppressed"),
            (self.many_moles, "many moles"),
            (self.uv_exposure, "much sun or sunbeds"),
        ])
    }

    /// Short words that change the order a specialist reads in, the weightiest first: the same in the list and on the
    /// case. Where delay may matter or a procedure is riskier, the site and the drug are among them.
    pub fn flags(&self, images: usize) -> Vec<String> {
        let findings = self.findings();
        let kind = findings.kind.filter(|kind| *kind == Kind::Cancer);
        let score = score(&findings).filter(|score| score.refer);
        let site = findings.site.filter(|_| findings.may_be_lesion());
        let words = [
            kind.map(|kind| kind.short().to_owned()),
            score.map(|score| format!("Score {}", score.points)),
            site.filter(|site| findings.is_pigmented_lesion() && site.is_acral())
                .map(|site| format!("Pigment: {}", site.label().to_lowercase())),
            (self.concern == Concern::Very.as_str()).then(|| "Very concerned".to_owned()),
            findings.immunosuppressed.then(|| "Immunosuppressed".to_owned()),
            self.personal_skin_cancer.then(|| "Skin cancer before".to_owned()),
            self.bleeding.then(|| "Bleeding".to_owned()),
            site.filter(|site| site.delay_may_matter()).map(|site| site.label().to_owned()),
            self.anticoagulant.then(|| "Anticoagulant".to_owned()),
            self.pregnant.then(|| "Pregnant".to_owned()),
            (images == 0).then(|| "No pictures".to_owned()),
        ];
        words.into_iter().flatten().collect()
    }
}

/// "size, colour".
fn ticked(boxes: &[(bool, &str)]) -> String {
    boxes.iter().filter(|(is_ticked, _)| *is_ticked).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

fn tidy(typed: &str) -> String {
    typed.trim().to_owned()
}

/// "Yes", or nothing: an empty box says nothing.
fn yes(is_so: bool) -> String {
    if is_so { "Yes".into() } else { String::new() }
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "Yes".into() } else { "No".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_in_words() {
        let words =
            |site: &str, side: &str| Draft { site: site.into(), side: side.into(), ..Draft::default() }.site_words();
        assert_eq!(words("forearm", "left"), "Left forearm");
        assert_eq!(words("upper_back", "middle"), "Upper back, middle");
        assert_eq!(words("hand", "both"), "Hand, both sides");
        assert_eq!(words("widespread", "left"), "Widespread");
        assert_eq!(words("forearm", ""), "Forearm");
        assert_eq!(words("", "left"), "");
    }

    #[test]
    fn key_facts_come_first_and_empty_ones_not_at_all() {
        let draft = Draft {
            kind: "advice".into(),
            problem: "lesion".into(),
            size_mm: " 8 ".into(),
            change_size: true,
            change_colour: true,
            immunosuppressed: true,
            tried: "Hydrocortisone 1%, 2 weeks".into(),
            ..Draft::default()
        };
        let facts = draft.facts();
        let pairs: Vec<_> = facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str(), fact.key)).collect();
        assert_eq!(
            pairs,
            [
                ("Change", "size, colour", true),
                ("Size", "8 mm", true),
                ("Risk", "immunosuppressed", true),
                ("Symptoms", "None ticked by the practice", false),
                ("Problem", "Lesion", false),
                ("Tried", "Hydrocortisone 1%, 2 weeks", false),
                ("May be turned into a referral", "No", false),
            ]
        );
    }

    #[test]
    fn flags_are_short_and_few() {
        let draft = Draft {
            kind: "cancer".into(),
            pigment: "yes".into(),
            change_size: true,
            change_colour: true,
            ..Draft::default()
        };
        assert_eq!(draft.flags(0), ["USC", "Score 4", "No pictures"]);
        let sole = Draft { pigmented: true, site: "sole".into(), anticoagulant: true, ..Draft::default() };
        assert_eq!(sole.flags(1), ["Pigment: sole of foot", "Anticoagulant"]);
        assert_eq!(Draft { site: "nose".into(), ..Draft::default() }.flags(1), ["Nose"]);
        assert_eq!(Draft::default().flags(2), [] as [&str; 0]);
    }
}
