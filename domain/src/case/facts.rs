//! A request as a specialist reads it: what changes the answer comes first (screens.md: change, size, symptoms, risk,
//! drugs).

use serde::{Deserialize, Serialize};

use super::{Concern, Filled, Kind, Side};
use crate::{guide::Subject, pathway::score, typed::is_blank};

/// One labelled fact of a request, in the order it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Changes the answer: change, size, symptoms, risk, drugs. Shown first to a specialist.
    pub key: bool,
}

/// How a request goes on from another about the same problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoesOn {
    /// Its practice asked once more.
    AskedAgain,
    /// The service that was asked sent it on.
    SentOn,
}

/// What is shown beside the facts: where it is.
const SITE: [&str; 2] = ["site", "side"];

/// What stands in place of answers whose form this release does not read: under the program's own questions they would say
/// what nobody said.
const NOT_READ: &str = "They were given to a form that cannot be read any longer, so none of them is shown or counted. Ask the \
                        practice what it said, and tell whoever runs Skinlink here";

impl Filled {
    /// "Left forearm", "Chest, middle", "Widespread"; empty until chosen.
    pub fn site_words(&self) -> String {
        let words = |link_id: &str| {
            let chosen = self.form().item(link_id).and_then(|item| item.option(self.response.typed(link_id)));
            chosen.map(|option| option.display.clone()).unwrap_or_default()
        };
        let (site, side) = (words("site"), words("side"));
        if !self.is_readable() {
            return String::new();
        }
        // Of what is everywhere no side is asked.
        if side.is_empty() || !self.form().enabled(&self.response).contains("side") {
            return site;
        }
        match self.response.typed("side").parse::<Side>() {
            Ok(Side::Left | Side::Right) => format!("{side} {}", site.to_lowercase()),
            Ok(Side::Middle) => format!("{site}, middle"),
            Ok(Side::Both) => format!("{site}, both sides"),
            Err(_) => site,
        }
    }

    /// Everything of the request beside patient, question, impression, site and score, key facts first.
    pub fn facts(&self) -> Vec<Fact> {
        let (mut facts, mut others) = self.of_the_request();
        let none = "None ticked by the practice";
        let rows = if self.is_readable() { self.form().rows(&self.response) } else { Vec::new() };
        if !self.is_readable() {
            facts.push(Fact { label: "Answers about the skin".into(), value: NOT_READ.into(), key: true });
        }
        for (item, words) in rows {
            let fact = |value: String, key: bool| Fact { label: item.label().to_owned(), value, key };
            match (item.is_key, words.is_empty()) {
                _ if SITE.contains(&item.link_id.as_str()) => {}
                (true, false) => facts.push(fact(words, true)),
                // Nothing ticked is worth knowing, and no finding: it must not stand out above what the patient says.
                (true, true) if item.is_ticks() => others.push(fact(none.to_owned(), false)),
                (false, false) => others.push(fact(words, false)),
                (_, true) => {}
            }
        }
        let no_pictures = tidy(&self.no_images_reason);
        facts.push(Fact { label: "No pictures because".into(), value: no_pictures, key: true });
        facts.extend(others);
        facts.retain(|fact| !fact.value.is_empty());
        facts
    }

    /// What every request says, whichever form it has: key facts, and others.
    fn of_the_request(&self) -> (Vec<Fact>, Vec<Fact>) {
        let fact = |label: &str, value: String, key: bool| Fact { label: label.into(), value, key };
        let concern = self.concern.parse::<Concern>().map_or("", Concern::label);
        let problem = match self.subject() {
            Some(Subject::Lesion) => "Lesion",
            Some(Subject::Rash) => "Rash",
            None => "",
        };
        // What was authorised matters for advice only: the other kinds are referrals already.
        let (authorised, told) = match self.kind.parse() {
            Ok(Kind::Advice) => (yes_or_no(self.conversion_authorised), ""),
            Ok(Kind::Cancer) => ("", yes_or_no(self.told_may_be_cancer)),
            Ok(Kind::Assessment) | Err(_) => ("", ""),
        };
        let key = vec![
            fact("Level of concern", concern.into(), true),
            fact("Not sent as suspected cancer because", tidy(&self.despite_reason), true),
            fact("Referred although the answer was otherwise because", tidy(&self.anyway_reason), true),
            fact("Sent although not usually taken because", tidy(&self.excluded_reason), true),
            fact("Urgent because", tidy(&self.urgency_reason), true),
        ];
        let others = vec![
            fact("Problem", problem.into(), false),
            fact("May be turned into a referral", authorised.into(), false),
            fact("Patient told it may be cancer", told.into(), false),
        ];
        (key, others)
    }

    /// Short words that change the order a specialist reads in, the weightiest first: the same in the list and on the
    /// case. Where delay may matter or a procedure is riskier, the site and the drug are among them.
    ///
    /// One that goes on from another, and how, has what was sent with that.
    pub fn flags(&self, images: usize, goes_on: Option<GoesOn>) -> Vec<String> {
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
            findings.skin_cancer_before.then(|| "Skin cancer before".to_owned()),
            findings.bleeding.then(|| "Bleeding".to_owned()),
            site.filter(|site| site.delay_may_matter()).map(|site| site.label().to_owned()),
            findings.anticoagulant.then(|| "Anticoagulant".to_owned()),
            findings.pregnant.then(|| "Pregnant".to_owned()),
            goes_on.map(|how| match how {
                GoesOn::SentOn => "Sent on".to_owned(),
                GoesOn::AskedAgain if is_blank(&self.anyway_reason) => "Asked again".to_owned(),
                GoesOn::AskedAgain => "Referred anyway".to_owned(),
            }),
            (images == 0 && goes_on.is_none()).then(|| "No pictures".to_owned()),
        ];
        words.into_iter().flatten().collect()
    }
}

fn tidy(typed: &str) -> String {
    typed.trim().to_owned()
}

const fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "Yes" } else { "No" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Draft;

    #[test]
    fn where_it_is_in_words() {
        let words =
            |site: &str, side: &str| Filled::of(Draft::default().with("site", site).with("side", side)).site_words();
        assert_eq!(words("forearm", "left"), "Left forearm");
        assert_eq!(words("upper_back", "middle"), "Upper back, middle");
        assert_eq!(words("hand", "both"), "Hand, both sides");
        assert_eq!(words("widespread", "left"), "Widespread");
        assert_eq!(words("forearm", ""), "Forearm");
        assert_eq!(words("", "left"), "");
        assert_eq!(words("moon", "left"), "", "what nobody can choose has no words");
    }

    #[test]
    fn key_facts_come_first_and_empty_ones_not_at_all() {
        let draft = Draft { kind: "advice".into(), problem: "lesion".into(), ..Draft::default() }
            .with("pigment", "yes")
            .with("size_mm", " 8 ")
            .tick("change_size")
            .tick("change_colour")
            .tick("immunosuppressed")
            .with("tried", "Hydrocortisone 1%, 2 weeks");
        let facts = Filled::of(draft).facts();
        let pairs: Vec<_> = facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str(), fact.key)).collect();
        assert_eq!(
            pairs,
            [
                ("Size", "8 mm", true),
                ("Change", "size, colour", true),
                ("Risk", "immunosuppressed", true),
                ("Problem", "Lesion", false),
                ("May be turned into a referral", "No", false),
                ("Pigment", "Pigmented", false),
                ("Symptoms", "None ticked by the practice", false),
                ("Treatment so far", "Hydrocortisone 1%, 2 weeks", false),
            ]
        );
    }

    /// What the form of a rash does not ask is not read either, whatever was typed before it was called one.
    #[test]
    fn facts_are_those_of_the_form() {
        let draft = Draft { problem: "rash".into(), ..Draft::default() };
        let draft = draft.with("size_mm", "8").tick("systemic_upset").with("distribution", "Sleeves");
        let facts = Filled::of(draft).facts();
        let labels: Vec<_> =
            facts.iter().filter(|it| !it.value.starts_with("None")).map(|it| it.label.as_str()).collect();
        assert_eq!(labels, ["General condition", "Problem", "Distribution"]);
    }

    #[test]
    fn flags_are_short_and_few() {
        let flags = |draft: Draft, images| Filled::of(draft).flags(images, None);
        let cancer = Draft { kind: "cancer".into(), ..Draft::default() }.with("pigment", "yes");
        assert_eq!(flags(cancer.tick("change_size").tick("change_colour"), 0), ["USC", "Score 4", "No pictures"]);
        let sole = Draft::default().with("pigment", "yes").with("site", "sole").tick("anticoagulant");
        assert_eq!(flags(sole, 1), ["Pigment: sole of foot", "Anticoagulant"]);
        assert_eq!(flags(Draft::default().with("site", "nose"), 1), ["Nose"]);
        assert_eq!(flags(Draft::default(), 2), [] as [&str; 0]);
        let goes_on = |how, draft| Filled::of(draft).flags(0, Some(how));
        assert_eq!(goes_on(GoesOn::AskedAgain, Draft::default()), ["Asked again"], "their pictures may be there");
        let anyway = Draft { anyway_reason: "It grows".into(), ..Draft::default() };
        assert_eq!(goes_on(GoesOn::AskedAgain, anyway.clone()), ["Referred anyway"]);
        assert_eq!(goes_on(GoesOn::SentOn, anyway), ["Sent on"]);
    }
}
