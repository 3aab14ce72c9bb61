//! Every part of the body can be drawn, in every skin, well enough to be answered from.

use imaging::{
    Distance,
    quality::Report,
    specimen::{Change, Framing, Half, Place, Plate, SkinType},
};

const PLACES: [Place; 18] = [
    Place::Scalp,
    Place::Face,
    Place::Ear,
    Place::Eyelid,
    Place::Nose,
    Place::Lip,
    Place::Neck,
    Place::Chest,
    Place::Abdomen,
    Place::Back,
    Place::Shoulder,
    Place::Forearm,
    Place::Hand,
    Place::Nail,
    Place::Thigh,
    Place::LowerLeg,
    Place::Foot,
    Place::Sole,
];

fn plate(place: Place, framing: Framing, skin: SkinType) -> Plate {
    let change = match place {
        Place::Nail => Change::NailStreak,
        Place::Sole => Change::AcralNaevus,
        _ => Change::Naevus,
    };
    let (age, half, size_mm) = (66, Half::Left, 7.0);
    Plate { seed: 3, skin, age, place, half, change, size_mm, framing, width: 1_640, height: 1_230, flaw: None }
}

#[test]
fn every_place_is_good_enough_to_answer_from() {
    for (n, place) in PLACES.into_iter().enumerate() {
        for (framing, distance) in [(Framing::Overview, Distance::Any), (Framing::CloseUp, Distance::CloseUp)] {
            let skin = SkinType::ALL[n % 6];
            let picture = plate(place, framing, skin).picture().unwrap();
            assert_eq!(Report::of(&picture, distance).notes, [], "{place:?}, {framing:?}, {skin:?}");
        }
    }
}

#[test]
fn the_same_seed_draws_the_same_picture_and_another_change_another() {
    let small =
        |change| Plate { width: 320, height: 240, change, ..plate(Place::Face, Framing::CloseUp, SkinType::II) };
    let [naevus, again, melanoma] =
        [Change::Naevus, Change::Naevus, Change::Melanoma].map(|it| small(it).picture().unwrap());
    assert!(naevus.rgb() == again.rgb());
    assert!(naevus.rgb() != melanoma.rgb());
}
