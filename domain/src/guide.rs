//! Which pictures a request asks for, and what the specialist cannot tell without those that are missing
//! (domain.md 3.2). Advice: it never stops a request.

use serde::{Deserialize, Serialize};

use crate::{forms::Findings, image::View};

/// What the request is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    #[default]
    Lesion,
    /// Its overview shows how far it reaches, and its close-up the worst area.
    Rash,
}

/// What is known of a request that decides which pictures it asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    pub subject: Subject,
    pub raised: bool,
    pub pigmented: bool,
}

/// How far one lesion's pictures have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// As numbered in the request, from 1.
    pub lesion: u32,
    /// Views that matter and are there.
    pub have: usize,
    /// Views that matter.
    pub of: usize,
    /// Those that matter and are missing, in the order they are taken.
    pub lacking: Vec<View>,
}

impl Guide {
    /// From a request as typed so far.
    pub fn of(findings: &Findings) -> Self {
        let subject = findings.subject.unwrap_or_default();
        Self { subject, raised: findings.raised, pigmented: findings.is_pigmented_lesion() }
    }

    /// Without this view an answer often has to be "send more pictures".
    ///
    /// A dermoscopic view is asked for only of a pigmented lesion: that is where it changes the answer, and many
    /// practices have no dermatoscope. One from the side only where it shows something: a raised lesion, or a rash.
    pub const fn needs(self, view: View) -> bool {
        match (view, self.subject) {
            (View::Overview | View::CloseUp, _) | (View::Lateral, Subject::Rash) => true,
            (View::Lateral, Subject::Lesion) => self.raised,
            (View::Dermoscopic, Subject::Lesion) => self.pigmented,
            (View::Dermoscopic, Subject::Rash) | (View::Other, _) => false,
        }
    }

    /// The same of a patient, who has no dermatoscope.
    pub const fn needs_of_patient(self, view: View) -> bool {
        !matches!(view, View::Dermoscopic) && self.needs(view)
    }

    /// How complete each lesion's pictures are, given as number of lesion and view; the first lesion also without
    /// pictures. An overview of one shows where the others are.
    pub fn completeness(self, pictures: &[(u32, View)]) -> Vec<Completeness> {
        self.measured(pictures, Self::needs)
    }

    /// The same of what a patient can take.
    pub fn completeness_for_patient(self, pictures: &[(u32, View)]) -> Vec<Completeness> {
        self.measured(pictures, Self::needs_of_patient)
    }

    fn measured(self, pictures: &[(u32, View)], needs: fn(Self, View) -> bool) -> Vec<Completeness> {
        let mut lesions: Vec<u32> = pictures.iter().map(|(lesion, _)| *lesion).collect();
        if lesions.is_empty() {
            lesions.push(1);
        }
        lesions.sort_unstable();
        lesions.dedup();
        let of_lesion = |lesion| {
            let has = |view| pictures.iter().any(|&(of, it)| it == view && (of == lesion || view == View::Overview));
            let (have, lacking): (Vec<View>, Vec<View>) =
                View::ALL.iter().filter(|view| needs(self, **view)).partition(|view| has(**view));
            Completeness { lesion, have: have.len(), of: have.len() + lacking.len(), lacking }
        };
        lesions.into_iter().map(of_lesion).collect()
    }

    /// What the specialist cannot tell without a view.
    pub const fn without(self, view: View) -> &'static str {
        match (view, self.subject) {
            (View::Overview, Subject::Lesion) => {
                "No overview: the specialist cannot tell where it is, or whether there are others."
            }
            (View::Overview, Subject::Rash) => {
                "No picture of the whole area: the specialist cannot tell how far the rash reaches, or its pattern."
            }
            (View::CloseUp, Subject::Lesion) => {
                "No close-up: the specialist cannot tell its surface, border and colours."
            }
            (View::CloseUp, Subject::Rash) => {
                "No close-up of the worst area: the specialist cannot tell scale, crusts and blisters apart."
            }
            (View::Dermoscopic, _) => {
                "No dermoscopic picture: the specialist may be unable to tell a harmless mole from a doubtful one."
            }
            (View::Lateral, Subject::Lesion) => {
                "No picture from the side: the specialist cannot tell how high it stands."
            }
            (View::Lateral, Subject::Rash) => {
                "No picture from the side: the specialist cannot tell whether the rash is raised or flat."
            }
            (View::Other, _) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::case::{Draft, Filled};

    const RASH: Guide = Guide { subject: Subject::Rash, raised: false, pigmented: false };

    fn lacking(guide: Guide, pictures: &[(u32, View)]) -> Vec<(u32, Vec<View>)> {
        guide.completeness(pictures).into_iter().map(|it| (it.lesion, it.lacking)).collect()
    }

    #[test]
    fn a_lesion_needs_what_changes_its_answer() {
        let both = [(1, View::Overview), (1, View::CloseUp)];
        let (plain, dark) = (Guide::default(), Guide { pigmented: true, ..Guide::default() });
        assert_eq!(lacking(plain, &[]), [(1, vec![View::Overview, View::CloseUp])]);
        assert_eq!(lacking(plain, &both), [(1, vec![])]);
        assert_eq!(lacking(dark, &both), [(1, vec![View::Dermoscopic])]);
        assert_eq!(lacking(Guide { raised: true, ..plain }, &both), [(1, vec![View::Lateral])]);
        assert_eq!(dark.completeness_for_patient(&both)[0].lacking, []);
    }

    #[test]
    fn a_rash_needs_its_reach_its_worst_area_and_its_side() {
        let none = RASH.completeness(&[]);
        assert_eq!((none[0].have, none[0].of), (0, 3));
        assert_eq!(lacking(RASH, &[(1, View::Overview), (1, View::CloseUp)]), [(1, vec![View::Lateral])]);
        assert!(RASH.without(View::Overview).contains("how far the rash reaches"));
    }

    #[test]
    fn each_lesion_has_pictures_of_its_own_and_shares_the_overview() {
        let pictures = [(1, View::Overview), (1, View::CloseUp), (2, View::Other)];
        assert_eq!(lacking(Guide::default(), &pictures), [(1, vec![]), (2, vec![View::CloseUp])]);
    }

    #[test]
    fn is_read_from_the_request() {
        let draft = Draft { problem: "rash".into(), ..Draft::default() };
        let draft = Filled::of(draft.tick("change_raised").with("pigment", "yes"));
        assert_eq!(Guide::of(&draft.findings()), Guide { subject: Subject::Rash, raised: true, pigmented: false });
        assert_eq!(Guide::of(&Findings::default()), Guide::default());
    }

    proptest! {
        /// A further picture never makes a set less complete, what is lacking is what is not there, and each missing
        /// view has a sentence.
        #[test]
        fn every_picture_helps_or_does_nothing(
            rash in any::<bool>(), raised in any::<bool>(), pigmented in any::<bool>(),
            pictures in prop::collection::vec((1_u32..4, prop::sample::select(View::ALL)), 1..12),
        ) {
            let subject = if rash { Subject::Rash } else { Subject::Lesion };
            let guide = Guide { subject, raised, pigmented };
            let before = guide.completeness(&pictures[..pictures.len() - 1]);
            let after = guide.completeness(&pictures);
            for now in &after {
                prop_assert_eq!(now.have + now.lacking.len(), now.of);
                prop_assert!(now.lacking.iter().all(|view| !pictures.contains(&(now.lesion, *view))));
                prop_assert!(now.lacking.iter().all(|view| !guide.without(*view).is_empty()));
                let then = before.iter().find(|then| then.lesion == now.lesion);
                prop_assert!(then.is_none_or(|then| then.have <= now.have));
            }
        }
    }
}
