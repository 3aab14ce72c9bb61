//! Clips beside pictures: how they come, who plays them, and that a range of one is read without the rest.

use std::fs;

use backend::{
    Error, cases,
    images::{self, PictureError, clips},
    photo_requests,
};
use bytes::Bytes;
use domain::{
    access::Actor,
    command::{ConsentChoices, PictureDetails},
    ids::{CaseId, ImageId, UploadId},
    image::View,
};
use imaging::synthetic;

use crate::support::{World, on_both, patient};

on_both! {
    a_clip_arrives_in_parts_and_is_played_in_ranges,
    whoever_may_see_the_picture_may_play_its_clip_and_nobody_else,
    what_is_refused_leaves_nothing_behind,
    a_case_has_so_many_clips_and_a_picture_one,
    with_its_picture_a_clip_is_removed,
    a_changed_clip_is_not_played,
}

/// Bytes of a sealed segment's content.
const SEGMENT: usize = 64 * 1024;

async fn create(
    world: &World,
    actor: &Actor,
    case: CaseId,
    poster: ImageId,
    length: u64,
) -> Result<UploadId, PictureError> {
    let details = PictureDetails { clip_of: Some(poster), ..patient::details(View::CloseUp) };
    images::create_upload(&world.b, actor, case, length, details).await
}

async fn send(
    world: &World,
    actor: &Actor,
    case: CaseId,
    poster: ImageId,
    file: Vec<u8>,
) -> Result<ImageId, PictureError> {
    let upload = create(world, actor, case, poster, file.len() as u64).await?;
    let done = images::append(&world.b, actor, upload, 0, file.into(), None).await?;
    Ok(done.image.expect("the only part is the last"))
}

/// A draft with a picture.
async fn with_poster(world: &World) -> (CaseId, ImageId) {
    let (case, _) = world.drafted().await;
    (case, patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await)
}

fn objects(world: &World) -> usize {
    let folders = fs::read_dir(world.folder.path().join("objects")).unwrap();
    // Two digits; the store's mark lies in a folder with a longer name.
    let folders = folders.map(|it| it.unwrap().path()).filter(|it| it.file_name().unwrap().len() == 2);
    folders.map(|folder| fs::read_dir(folder).unwrap().count()).sum()
}

async fn a_clip_arrives_in_parts_and_is_played_in_ranges(world: World) {
    let (b, actor) = (&world.b, &world.referrer);
    let (case, poster) = with_poster(&world).await;
    let file = Bytes::from(synthetic::clip(12_300, 3 * SEGMENT));
    let length = file.len() as u64;
    let upload = create(&world, actor, case, poster, length).await.unwrap();
    let half = file.len() / 2;
    let first = images::append(b, actor, upload, 0, file.slice(..half), None).await.unwrap();
    assert_eq!((first.offset, first.image), (half as u64, None));
    let done = images::append(b, actor, upload, half as u64, file.slice(half..), None).await.unwrap();
    assert_eq!(done.image, Some(poster));
    let again = images::append(b, actor, upload, length, Bytes::new(), None).await.unwrap();
    assert_eq!(again.image, Some(poster), "its last answer may get lost");
    assert_eq!(objects(&world), 4, "the picture's three and the clip; the parts are gone");

    let view = cases::show(b, actor, case).await.unwrap();
    let shown = view.images[0].clip.clone().unwrap();
    assert_eq!((view.images.len(), shown.media_type.as_str(), shown.length.as_str()), (1, "video/webm", "0:13"));
    assert_eq!(shown.address, format!("/images/{poster}/clip"));
    let history = cases::history(b, actor, case).await.unwrap();
    let added = history.entries.iter().filter(|entry| entry.what == "Added a clip: close-up.");
    assert_eq!((added.count(), history.intact), (1, true));

    let clip = clips::find(b, actor, poster).await.unwrap();
    let whole = clips::read(b, &clip, 0..length).await.unwrap();
    assert_eq!(whole.len(), file.len());
    assert!(!whole.windows(16).any(|window| window == b"Made by a camera"));
    let (segment, end) = (SEGMENT as u64, length);
    for (from, to) in [(0, 1), (segment - 1, segment + 1), (segment, 2 * segment), (end - 1, end), (5, end)] {
        let part = clips::read(b, &clip, from..to).await.unwrap();
        assert_eq!(part, whole.slice(from as usize..to as usize), "{from}..{to}");
    }
}

async fn whoever_may_see_the_picture_may_play_its_clip_and_nobody_else(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let patient = patient::confirmed(b, &token).await;
    photo_requests::consent(b, &patient, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    let poster = patient::add_picture(b, &patient, case, View::CloseUp).await;
    let theirs = patient::add_picture(b, &world.referrer, case, View::Overview).await;
    assert!(create(&world, &patient, case, theirs, 10).await.is_err(), "beside a picture that is not their own");
    send(&world, &patient, case, poster, synthetic::clip(2_000, 100)).await.unwrap();
    let plays = async |actor: &Actor| clips::find(b, actor, poster).await.is_ok();
    assert!(plays(&patient).await && plays(&world.referrer).await);
    assert!(!plays(&world.specialist).await, "not sent yet");
    photo_requests::send(b, &patient).await.unwrap();
    world.send(case).await;
    assert!(plays(&world.specialist).await && plays(&world.colleague).await && plays(&patient).await);
    assert!(!plays(&world.other_referrer).await && !plays(&world.other_specialist).await);
    assert!(create(&world, &world.referrer, case, poster, 10).await.is_err(), "once sent, it is part of the record");
}

async fn what_is_refused_leaves_nothing_behind(world: World) {
    let (case, poster) = with_poster(&world).await;
    let cut = synthetic::clip(2_000, 1_000)[..600].to_vec();
    for (file, code) in [
        (patient::jpeg().to_vec(), "not_a_video"),
        (cut, "video_damaged"),
        (synthetic::clip(62_001, 10), "video_too_long"),
    ] {
        match send(&world, &world.referrer, case, poster, file).await {
            Err(PictureError::RefusedClip(error)) => assert_eq!(error.code(), code),
            other => panic!("{code}: {other:?}"),
        }
    }
    assert_eq!(objects(&world), 3, "the picture's own");
    let too_large = create(&world, &world.referrer, case, poster, 100_000_001).await;
    assert!(matches!(too_large, Err(PictureError::RefusedClip(error)) if error.code() == "video_too_large"));
    assert!(create(&world, &world.referrer, case, poster, 100_000_000).await.is_ok(), "a picture may not be so large");
    // A picture of another case is no poster in this one.
    let (other, _) = world.drafted().await;
    let elsewhere = create(&world, &world.referrer, other, poster, 10).await;
    assert!(matches!(elsewhere, Err(PictureError::Other(Error::NotFound))));
    assert_eq!(cases::show(&world.b, &world.referrer, case).await.unwrap().images[0].clip, None);
}

async fn a_case_has_so_many_clips_and_a_picture_one(mut world: World) {
    world.settings.limits.clips_per_case = 2;
    world.b = crate::support::open(&world.settings).await.unwrap();
    let (case, poster) = with_poster(&world).await;
    let under_way = create(&world, &world.referrer, case, poster, synthetic::clip(900, 10).len() as u64).await.unwrap();
    send(&world, &world.referrer, case, poster, synthetic::clip(900, 10)).await.unwrap();
    let second = images::append(&world.b, &world.referrer, under_way, 0, synthetic::clip(900, 10).into(), None).await;
    assert!(matches!(second, Err(PictureError::TooManyClips { .. })), "{second:?}");
    let next = patient::add_picture(&world.b, &world.referrer, case, View::Overview).await;
    send(&world, &world.referrer, case, next, synthetic::clip(900, 10)).await.unwrap();
    let third = patient::add_picture(&world.b, &world.referrer, case, View::Lateral).await;
    let third = create(&world, &world.referrer, case, third, 10).await;
    assert!(matches!(third, Err(PictureError::TooManyClips { limit: 2 })));
    assert_eq!(objects(&world), 3 * 3 + 2);
}

async fn with_its_picture_a_clip_is_removed(world: World) {
    let (b, actor) = (&world.b, &world.referrer);
    let (case, poster) = with_poster(&world).await;
    send(&world, actor, case, poster, synthetic::clip(900, 10)).await.unwrap();
    images::remove(b, actor, poster).await.unwrap();
    assert_eq!(objects(&world), 0);
    assert!(matches!(clips::find(b, actor, poster).await, Err(Error::NotFound)));
    let next = patient::add_picture(b, actor, case, View::CloseUp).await;
    send(&world, actor, case, next, synthetic::clip(900, 10)).await.unwrap();
}

async fn a_changed_clip_is_not_played(world: World) {
    let (b, actor) = (&world.b, &world.referrer);
    let (case, poster) = with_poster(&world).await;
    send(&world, actor, case, poster, synthetic::clip(900, 40 * SEGMENT)).await.unwrap();
    let folders = fs::read_dir(world.folder.path().join("objects")).unwrap();
    let files =
        folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap()).map(|file| file.unwrap().path());
    let largest = files.max_by_key(|file| fs::metadata(file).unwrap().len()).unwrap();
    let mut sealed = fs::read(&largest).unwrap();
    sealed[84 + SEGMENT + 16 + 100] ^= 1;
    fs::write(&largest, &sealed).unwrap();
    let clip = clips::find(b, actor, poster).await.unwrap();
    let segment = SEGMENT as u64;
    assert!(clips::read(b, &clip, 0..segment).await.is_ok(), "what lies before the change is whole");
    assert!(matches!(clips::read(b, &clip, segment..segment + 1).await, Err(Error::Internal(_))));
    fs::write(&largest, &sealed[..sealed.len() - 1_000]).unwrap();
    assert!(clips::read(b, &clip, clip.bytes - 10..clip.bytes).await.is_err(), "cut short");
}
