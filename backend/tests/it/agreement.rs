//! What was measured of pictures beside what a specialist says of them.

use backend::{cases, images};
use bytes::Bytes;
use domain::{case::Answer, image::View};
use imaging::{
    Distance, Fault, Finding,
    synthetic::{Camera, Flaw, Lesion, SkinType, SyntheticImage},
};

use crate::support::{World, answer, ask_patient, on_both, patient, send};

on_both!(each_answer_that_stands_is_counted_by_fault_and_by_finding);

fn blurred() -> Bytes {
    let (skin, lesion, distance) = (SkinType::V, Lesion::Keratotic, Distance::CloseUp);
    let flaw = Some(Flaw::Blurred);
    let image = SyntheticImage { seed: 2, skin, lesion, distance, width: 1_024, height: 768, flaw };
    image.jpeg(&Camera::default()).unwrap().into()
}

async fn each_answer_that_stands_is_counted_by_fault_and_by_finding(world: World) {
    let b = &world.b;
    let answered = async |pictures: &[Bytes], answer: Answer| {
        let (case, _) = world.drafted().await;
        for picture in pictures {
            images::receive(b, &world.referrer, case, picture.clone(), patient::details(View::CloseUp)).await.unwrap();
        }
        let version = world.send(case).await.version;
        send(b, &world.specialist, case, version, answer).await.unwrap();
        case
    };
    let faults = |faults: &str| Answer { picture_faults: faults.into(), ..ask_patient() };
    answered(&[patient::jpeg(), blurred()], faults("blur shadow")).await;
    answered(&[patient::jpeg()], faults("blur")).await;
    answered(&[patient::jpeg()], answer()).await;
    answered(&[], faults("blur")).await;
    let taken_back = answered(&[blurred()], faults("low_resolution")).await;
    cases::undo_answer(b, &world.specialist, taken_back).await.unwrap();
    assert_eq!(cases::agreement(b).await.unwrap().answers, 0, "answers that can still be taken back");

    world.pass(10);
    let agreement = cases::agreement(b).await.unwrap();
    assert_eq!(agreement.answers, 3);
    let counted = |fault, finding| {
        let line = agreement.lines.iter().find(|line| (line.fault, line.finding) == (fault, finding)).unwrap();
        (line.both, line.only_measured, line.only_specialist)
    };
    assert_eq!(counted(Fault::Blur, None), (1, 0, 1));
    assert_eq!(counted(Fault::Blur, Some(Finding::Blurred)), (1, 0, 1));
    assert_eq!(counted(Fault::Blur, Some(Finding::MiddleBlurred)), (0, 0, 2));
    assert_eq!(counted(Fault::LowResolution, Some(Finding::Small)), (0, 3, 0));
    assert_eq!(counted(Fault::Lighting, None), (0, 0, 0));
}
