use imaging::{
    Distance, Finding, Report,
    specimen::{Flaw, Lesion, SkinType, Specimen},
};

const LESIONS: [Lesion; 3] = [Lesion::Pigmented, Lesion::Keratotic, Lesion::Rash];

fn findings(skin: SkinType, lesion: Lesion, distance: Distance, flaw: Option<Flaw>) -> Vec<Finding> {
    let specimen = Specimen { seed: 3, skin, lesion, distance, width: 1_024, height: 768, flaw };
    let report = Report::of(&specimen.picture().unwrap(), Distance::Any);
    report.notes.iter().map(|note| note.finding).collect()
}

#[test]
fn a_good_picture_of_any_skin_passes() {
    for skin in SkinType::ALL {
        for lesion in LESIONS {
            assert_eq!(findings(skin, lesion, Distance::CloseUp, None), [], "{skin:?}, {lesion:?}");
        }
        assert_eq!(findings(skin, Lesion::Pigmented, Distance::Any, None), [], "{skin:?}, overview");
    }
}

#[test]
fn a_bad_picture_of_any_skin_is_noticed() {
    for (at, skin) in SkinType::ALL.into_iter().enumerate() {
        let lesion = LESIONS[at % 3];
        let distance = if at % 2 == 0 { Distance::CloseUp } else { Distance::Any };
        for (flaw, finding) in [
            (Flaw::Blurred, Finding::Blurred),
            (Flaw::TooDark, Finding::TooDark),
            (Flaw::TooBright, Finding::TooBright),
        ] {
            let found = findings(skin, lesion, distance, Some(flaw));
            assert!(found.contains(&finding), "{skin:?}, {lesion:?}, {distance:?}, {flaw:?}: {found:?}");
        }
    }
}
