//! Every part of the body can be drawn, in every skin, well enough to be answered from.

use imaging::{
    Distance,
    quality::Report,
    synthetic::{BodyPart, Change, Framing, Half, Plate, SkinType},
};

const PARTS: [BodyPart; 18] = [
    BodyPart::Scalp,
    BodyPart::Face,
    BodyPart::Ear,
    BodyPart::Eyelid,
    BodyPart::Nose,
    BodyPart::Lip,
    BodyPart::Neck,
    BodyPart::Chest,
    BodyPart::Abdomen,
    BodyPart::Back,
    BodyPart::Shoulder,
    BodyPart::Forearm,
    BodyPart::Hand,
    BodyPart::Nail,
    BodyPart::Thigh,
    BodyPart::LowerLeg,
    BodyPart::Foot,
    BodyPart::Sole,
];

fn plate(part: BodyPart, framing: Framing, skin: SkinType) -> Plate {
    let change = match part {
        BodyPart::Nail => Change::NailStreak,
        BodyPart::Sole => Change::AcralNaevus,
        _ => Change::Naevus,
    };
    let (age, half, size_mm) = (66, Half::Left, 7.0);
    Plate { seed: 3, skin, age, part, half, change, size_mm, framing, width: 1_640, height: 1_230, flaw: None }
}

#[test]
fn every_part_is_good_enough_to_answer_from() {
    for (n, part) in PARTS.into_iter().enumerate() {
        for (framing, distance) in [(Framing::Overview, Distance::Any), (Framing::CloseUp, Distance::CloseUp)] {
            let skin = SkinType::ALL[n % 6];
            let picture = plate(part, framing, skin).picture().unwrap();
            assert_eq!(Report::of(&picture, distance).notes, [], "{part:?}, {framing:?}, {skin:?}");
        }
    }
}

#[test]
fn the_same_seed_draws_the_same_picture_and_another_change_another() {
    let small =
        |change| Plate { width: 320, height: 240, change, ..plate(BodyPart::Face, Framing::CloseUp, SkinType::II) };
    let [naevus, again, melanoma] =
        [Change::Naevus, Change::Naevus, Change::Melanoma].map(|it| small(it).picture().unwrap());
    assert!(naevus.rgb() == again.rgb());
    assert!(naevus.rgb() != melanoma.rgb());
}
