use std::ops::Range;

use imaging::{
    Distance, Finding, Picture, Report,
    synthetic::{Flaw, Lesion, Light, Shot, SkinType, SyntheticImage},
};

const LESIONS: [Lesion; 3] = [Lesion::Pigmented, Lesion::Keratotic, Lesion::Rash];

fn findings(skin: SkinType, lesion: Lesion, distance: Distance, flaw: Option<Flaw>) -> Vec<Finding> {
    let image = SyntheticImage { seed: 3, skin, lesion, distance, width: 1_024, height: 768, flaw };
    let report = Report::of(&image.picture().unwrap(), Distance::Any);
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

fn close_up(skin: SkinType) -> Light {
    let (lesion, distance) = (Lesion::Pigmented, Distance::CloseUp);
    SyntheticImage { seed: 8, skin, lesion, distance, width: 512, height: 384, flaw: None }.light()
}

fn has(picture: &Picture, finding: Finding) -> bool {
    Report::of(picture, Distance::CloseUp).notes.iter().any(|note| note.finding == finding)
}

#[test]
fn a_mirrored_lamp_and_coloured_light_are_noticed() {
    for skin in [SkinType::I, SkinType::VI] {
        let scene = close_up(skin);
        let plain = Shot { defocus: 0.7, noise: 1.0, ..Shot::default() };
        let lamp = Shot { lamp: 0.1, ..plain };
        let green = Shot { tint: [0.45, 0.8, 0.4], ..plain };
        for (shot, glare, cast) in [(plain, false, false), (lamp, true, false), (green, false, true)] {
            let picture = shot.take(&scene, 1).unwrap();
            assert_eq!(has(&picture, Finding::Glare), glare, "{skin:?}, {shot:?}");
            assert_eq!(has(&picture, Finding::ColourCast), cast, "{skin:?}, {shot:?}");
        }
    }
}

#[test]
fn a_sharp_edge_round_a_soft_middle_is_noticed() {
    for skin in [SkinType::I, SkinType::VI] {
        let scene = close_up(skin);
        let shot = |defocus| Shot { defocus, noise: 1.0, ..Shot::default() }.take(&scene, 2).unwrap();
        let (sharp, soft) = (shot(0.7), shot(6.0));
        let places = (0..384).flat_map(|y: u32| (0..512).map(move |x: u32| (x, y)));
        let rgb = places.flat_map(|(x, y)| {
            let is_middle = x.abs_diff(256) < 160 && y.abs_diff(192) < 130;
            if is_middle { soft.pixel(x, y) } else { sharp.pixel(x, y) }
        });
        let picture = Picture::new(512, 384, rgb.collect()).unwrap();
        assert!(has(&picture, Finding::MiddleBlurred), "{skin:?}: {:?}", Report::of(&picture, Distance::CloseUp));
        assert!(has(&soft, Finding::Blurred), "{skin:?}: {:?}", Report::of(&soft, Distance::CloseUp));
    }
}

#[test]
fn a_finger_over_the_lens_shows_nothing() {
    let rgb = (0..512 * 384).flat_map(|at: u32| [150 + (at * 7 % 3) as u8, 60, 40]);
    let picture = Picture::new(512, 384, rgb.collect()).unwrap();
    assert!(has(&picture, Finding::Empty), "{:?}", Report::of(&picture, Distance::CloseUp));
}

#[test]
fn a_cover_neither_hides_a_fault_nor_is_one() {
    let taken = |skin, flaw, across: Range<u32>, down: Range<u32>| {
        let (lesion, distance) = (Lesion::Pigmented, Distance::CloseUp);
        let image = SyntheticImage { seed: 5, skin, lesion, distance, width: 1_024, height: 768, flaw };
        let picture = image.picture().unwrap();
        let places = (0..768).flat_map(|y: u32| (0..1_024).map(move |x: u32| (x, y)));
        let rgb = places.flat_map(|(x, y)| {
            let is_covered = across.contains(&x) && down.contains(&y);
            if is_covered { [128; 3] } else { picture.pixel(x, y) }
        });
        let covered = Picture::new(1_024, 768, rgb.collect()).unwrap();
        // As the server sees it, too.
        let received = imaging::decode(&imaging::encode(&covered, 82).unwrap(), &imaging::Limits::default()).unwrap();
        [covered, received.picture].map(|picture| {
            Report::of(&picture, Distance::Any).notes.iter().map(|note| note.finding).collect::<Vec<_>>()
        })
    };
    for skin in SkinType::ALL {
        // A face at the edge, all of the middle, and nearly everything.
        for (across, down) in [(390..700, 70..330), (300..720, 220..540), (8..1_016, 8..760)] {
            assert_eq!(taken(skin, None, across, down), [[], []], "{skin:?}");
        }
        for (flaw, finding) in [(Flaw::Blurred, Finding::Blurred), (Flaw::TooDark, Finding::TooDark)] {
            let found = taken(skin, Some(flaw), 390..700, 70..330);
            assert!(found.iter().all(|found| found.contains(&finding)), "{skin:?}, {flaw:?}: {found:?}");
        }
    }
}
