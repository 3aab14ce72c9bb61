//! Red flags outside the score (domain.md 3.5). The same-day ones must not wait for an answer at all.

use crate::case::{Draft, Site};

/// Emergencies by name, as referrers write them. Matched anywhere, in any case.
const SAME_DAY: &[&str] = &[
    "erythroderm",
    "stevens-johnson",
    "toxic epidermal",
    "eczema herpeticum",
    "necrotising fasciitis",
    "necrotizing fasciitis",
    "meningococc",
];

/// Abbreviations that are English words in small letters: "for ten days".
const SAME_DAY_CAPITALS: &[&str] = &["SJS", "TEN", "DRESS"];

/// One sentence per red flag, the most urgent first.
pub fn red_flags(draft: &Draft) -> Vec<String> {
    let mut flags = Vec::new();
    if names_an_emergency(draft) {
        flags.push(
            "This may need to be seen today: phone the on-call dermatologist or send the patient to hospital. Do not \
             wait for an answer here."
                .to_owned(),
        );
    } else if draft.problem == "rash" && draft.systemic_upset {
        flags.push(
            "A rash in an unwell patient: if most of the skin is red, or there is blistering, mucosal loss, purpura \
             with fever or eczema herpeticum, phone the on-call dermatologist today."
                .to_owned(),
        );
    }
    if draft.problem == "rash" {
        return flags;
    }
    match draft.site.parse::<Site>() {
        Ok(Site::Nail) if draft.is_pigmented() => flags.push(
            "Pigment under a nail: a new line or growth there is a red flag for melanoma, whatever the score.".into(),
        ),
        Ok(site) if site.is_acral() && draft.is_pigmented() => flags.push(
            "Pigment on a palm or sole is a red flag for melanoma, whatever the score, in every skin type.".into(),
        ),
        _ => {}
    }
    if draft.change_raised && draft.change_size {
        flags.push(
            "Raised and growing: NICE NG12 says consider a suspected cancer pathway referral for any lesion that \
             suggests nodular melanoma, pigmented or not."
                .into(),
        );
    }
    flags
}

fn names_an_emergency(draft: &Draft) -> bool {
    [&draft.question, &draft.impression, &draft.urgency_reason, &draft.distribution].into_iter().any(|text| {
        let lower = text.to_lowercase();
        SAME_DAY.iter().any(|name| lower.contains(name))
            || text.split(|c: char| !c.is_alphanumeric()).any(|word| SAME_DAY_CAPITALS.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_day_problems_are_named_first() {
        let draft = |question: &str| Draft { question: question.into(), ..Draft::default() };
        assert!(red_flags(&draft("? Erythroderma since Friday"))[0].contains("today"));
        assert!(red_flags(&draft("could this be SJS/TEN?"))[0].contains("today"));
        assert!(red_flags(&draft("for ten days, itches under her dress")).is_empty());
        let unwell = Draft { problem: "rash".into(), systemic_upset: true, ..Draft::default() };
        assert_eq!(red_flags(&unwell).len(), 1);
    }

    #[test]
    fn pigment_on_nail_and_sole_and_a_growing_lump() {
        let at = |site: &str| Draft {
            problem: "lesion".into(),
            site: site.into(),
            pigment: "yes".into(),
            ..Draft::default()
        };
        assert!(red_flags(&at("nail"))[0].contains("nail"));
        assert!(red_flags(&at("sole"))[0].contains("sole"));
        assert!(red_flags(&at("forearm")).is_empty());
        let growing = Draft { change_raised: true, change_size: true, ..at("forearm") };
        assert!(red_flags(&growing)[0].contains("consider"));
    }
}
