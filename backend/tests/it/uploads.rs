//! Pictures that come in parts.

use backend::{
    Error, cases,
    images::{self, Checksum, PictureError, Size},
    photo_requests,
};
use bytes::Bytes;
use domain::{
    access::Actor,
    ids::{CaseId, UploadId},
    image::View,
};
use sha2::{Digest, Sha256};
use sqlx::Executor;

use crate::support::{World, on_both, patient};

on_both! {
    a_picture_arrives_in_parts_and_is_made_once,
    a_part_that_does_not_fit_changes_nothing,
    of_two_parts_at_once_one_is_kept,
    nobody_else_reaches_an_upload,
    an_upload_expires_after_a_day,
    what_is_given_up_is_thrown_away,
    what_is_not_a_picture_is_refused_and_thrown_away,
    the_same_file_finds_its_unfinished_upload_again,
    a_file_in_crumbs_is_refused,
    a_stop_between_the_last_byte_and_the_picture_is_made_good,
    a_case_has_so_many_pictures_and_no_more,
    a_withdrawn_link_ends_what_is_under_way,
    a_link_says_which_pictures_did_not_arrive,
}

/// A draft's case, and an upload of `jpeg` begun by its referrer.
async fn begun(world: &World, jpeg: &Bytes) -> (CaseId, UploadId) {
    let (case, _) = world.drafted().await;
    (case, create(world, &world.referrer, case, jpeg.len() as u64).await.unwrap())
}

async fn create(world: &World, actor: &Actor, case: CaseId, length: u64) -> Result<UploadId, PictureError> {
    images::create_upload(&world.b, actor, case, length, patient::details(View::CloseUp)).await
}

async fn append(world: &World, upload: UploadId, offset: u64, part: Bytes) -> Result<images::Progress, PictureError> {
    images::append(&world.b, &world.referrer, upload, offset, part, None).await
}

fn objects(world: &World) -> usize {
    let folders = std::fs::read_dir(world.folder.path().join("objects")).unwrap();
    // Two digits; the store's mark lies in a folder with a longer name.
    let folders = folders.map(|it| it.unwrap().path()).filter(|it| it.file_name().unwrap().len() == 2);
    folders.map(|folder| std::fs::read_dir(folder).unwrap().count()).sum()
}

async fn a_picture_arrives_in_parts_and_is_made_once(world: World) {
    let jpeg = patient::jpeg();
    let length = jpeg.len() as u64;
    let (case, upload) = begun(&world, &jpeg).await;
    let third = jpeg.len() / 3;
    for (from, to) in [(0, third), (third, 2 * third)] {
        let progress = append(&world, upload, from as u64, jpeg.slice(from..to)).await.unwrap();
        assert_eq!((progress.offset, progress.length, progress.image), (to as u64, length, None));
    }
    // Another server, or this one after a crash, knows as much.
    let again = crate::support::open(&world.settings).await.unwrap();
    assert_eq!(images::upload_progress(&again, &world.referrer, upload).await.unwrap().offset, 2 * third as u64);

    let done = append(&world, upload, 2 * third as u64, jpeg.slice(2 * third..)).await.unwrap();
    let image = done.image.expect("the last part makes the picture");
    assert_eq!(append(&world, upload, length, Bytes::new()).await.unwrap().image, Some(image));
    let progress = images::upload_progress(&world.b, &world.referrer, upload).await.unwrap();
    assert_eq!((progress.offset, progress.image), (length, Some(image)));

    let view = cases::show(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(view.images.len(), 1);
    assert_eq!((view.images[0].id, view.images[0].view), (image, View::CloseUp));
    assert_eq!(view.images[0].alt, "Close-up of left forearm, picture 1 of 1");
    assert_eq!(view.images[0].from, "Dr Amara Osei");
    assert_eq!(objects(&world), 3, "the parts are gone");
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    let added = history.entries.iter().filter(|entry| entry.what == "Added a picture: close-up.");
    assert_eq!((added.count(), history.intact), (1, true));
    // The master holds the very pixels that were sent, and none of the camera's words.
    let master = images::read(&world.b, &world.referrer, image, Size::Master).await.unwrap();
    assert!(!master.windows(4).any(|window| window == b"Exif"));
}

async fn a_part_that_does_not_fit_changes_nothing(world: World) {
    let jpeg = patient::jpeg();
    let (_, upload) = begun(&world, &jpeg).await;
    append(&world, upload, 0, jpeg.slice(..500)).await.unwrap();

    let early = append(&world, upload, 400, jpeg.slice(400..600)).await;
    assert!(matches!(early, Err(PictureError::Offset { expected: 500 })));
    let late = append(&world, upload, 501, jpeg.slice(501..600)).await;
    assert!(matches!(late, Err(PictureError::Offset { expected: 500 })));
    let long = append(&world, upload, 500, [&jpeg[500..], b"!"].concat().into()).await;
    assert!(matches!(long, Err(PictureError::Other(Error::TooLarge))));

    let part = jpeg.slice(500..900);
    let right = Checksum::new("sha256", &Sha256::digest(&part)).unwrap();
    let wrong = Checksum::new("sha256", &Sha256::digest(b"something else")).unwrap();
    let (b, actor) = (&world.b, &world.referrer);
    let broken = images::append(b, actor, upload, 500, part.clone(), Some(&wrong)).await;
    assert!(matches!(broken, Err(PictureError::Checksum)));
    assert_eq!(images::upload_progress(b, actor, upload).await.unwrap().offset, 500);
    assert_eq!(images::append(b, actor, upload, 500, part, Some(&right)).await.unwrap().offset, 900);
}

async fn of_two_parts_at_once_one_is_kept(world: World) {
    let jpeg = patient::jpeg();
    let (_, upload) = begun(&world, &jpeg).await;
    let (one, other) =
        tokio::join!(append(&world, upload, 0, jpeg.slice(..600)), append(&world, upload, 0, jpeg.slice(..900)),);
    let kept: Vec<u64> = [&one, &other].iter().filter_map(|it| it.as_ref().ok()).map(|it| it.offset).collect();
    assert_eq!(kept.len(), 1, "{one:?} {other:?}");
    let offset = images::upload_progress(&world.b, &world.referrer, upload).await.unwrap().offset;
    assert_eq!(offset, kept[0]);
    let done = append(&world, upload, offset, jpeg.slice(offset as usize..)).await.unwrap();
    assert!(done.image.is_some());
}

async fn nobody_else_reaches_an_upload(world: World) {
    let jpeg = patient::jpeg();
    let (case, upload) = begun(&world, &jpeg).await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let patient = patient::confirmed(&world.b, &token).await;
    for stranger in [world.other_referrer, world.specialist, patient] {
        let b = &world.b;
        assert!(!images::is_uploader(b, &stranger, upload).await.unwrap());
        let progress = images::upload_progress(b, &stranger, upload).await;
        assert!(matches!(progress, Err(PictureError::Other(Error::NotFound))));
        let part = images::append(b, &stranger, upload, 0, jpeg.slice(..10), None).await;
        assert!(matches!(part, Err(PictureError::Other(Error::NotFound))));
        assert!(images::terminate(b, &stranger, upload).await.is_err());
    }
    assert!(images::is_uploader(&world.b, &world.referrer, upload).await.unwrap());
    // Not to another's case, nor by a link that has no consent yet, nor by whoever only answers.
    let denied = create(&world, &world.other_referrer, case, 10).await;
    assert!(matches!(denied, Err(PictureError::Other(Error::Denied))));
    assert!(matches!(create(&world, &patient, case, 10).await, Err(PictureError::Gone)));
    let (sent, _) = world.submitted().await;
    assert!(matches!(create(&world, &world.specialist, sent, 10).await, Err(PictureError::Other(Error::Denied))));
}

async fn an_upload_expires_after_a_day(world: World) {
    let jpeg = patient::jpeg();
    let (_, upload) = begun(&world, &jpeg).await;
    append(&world, upload, 0, jpeg.slice(..500)).await.unwrap();
    assert_eq!(images::expire_uploads(&world.b).await.unwrap(), 0);
    world.pass(24 * 3_600 + 1);
    assert!(matches!(append(&world, upload, 500, jpeg.slice(500..)).await, Err(PictureError::Gone)));
    assert_eq!(images::expire_uploads(&world.b).await.unwrap(), 1);
    assert_eq!(objects(&world), 0);
    let progress = images::upload_progress(&world.b, &world.referrer, upload).await;
    assert!(matches!(progress, Err(PictureError::Other(Error::NotFound))));
}

async fn what_is_given_up_is_thrown_away(world: World) {
    let jpeg = patient::jpeg();
    let (_, upload) = begun(&world, &jpeg).await;
    append(&world, upload, 0, jpeg.slice(..500)).await.unwrap();
    images::terminate(&world.b, &world.referrer, upload).await.unwrap();
    assert_eq!(objects(&world), 0);
    assert!(matches!(append(&world, upload, 500, jpeg.slice(500..)).await, Err(PictureError::Other(Error::NotFound))));
}

async fn what_is_not_a_picture_is_refused_and_thrown_away(world: World) {
    let (case, _) = world.drafted().await;
    let cases: [(&[u8], &str); 3] =
        [(b"%PDF-1.7 a letter", "pdf"), (&patient::jpeg()[..2_000], "damaged"), (b"GIF89a", "damaged")];
    for (file, code) in cases {
        let upload = create(&world, &world.referrer, case, file.len() as u64).await.unwrap();
        match append(&world, upload, 0, Bytes::copy_from_slice(file)).await {
            Err(PictureError::Refused(error)) => assert_eq!(error.code(), code),
            other => panic!("{code}: {other:?}"),
        }
        assert!(images::upload_progress(&world.b, &world.referrer, upload).await.is_err());
    }
    assert_eq!(objects(&world), 0);
    assert!(matches!(create(&world, &world.referrer, case, 0).await, Err(PictureError::Refused(_))));
    let too_large = create(&world, &world.referrer, case, 40_000_001).await;
    assert!(matches!(too_large, Err(PictureError::Refused(error)) if error.code() == "too_large"));
}

async fn the_same_file_finds_its_unfinished_upload_again(world: World) {
    let jpeg = patient::jpeg();
    let (case, _) = world.drafted().await;
    let details = |view| {
        let fingerprint = hex::encode(Sha256::digest(&jpeg));
        domain::command::PictureDetails { fingerprint, ..patient::details(view) }
    };
    let pick = |view| images::create_upload(&world.b, &world.referrer, case, jpeg.len() as u64, details(view));
    let upload = pick(View::CloseUp).await.unwrap();
    append(&world, upload, 0, jpeg.slice(..500)).await.unwrap();
    assert_eq!(pick(View::CloseUp).await.unwrap(), upload, "after a reload");
    assert_ne!(pick(View::Overview).await.unwrap(), upload, "for another view it is another picture");
    assert_ne!(create(&world, &world.referrer, case, jpeg.len() as u64).await.unwrap(), upload, "another file");

    append(&world, upload, 500, jpeg.slice(500..)).await.unwrap();
    let view = cases::show(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(view.images[0].view, View::CloseUp, "and of no other view");
    assert_ne!(pick(View::CloseUp).await.unwrap(), upload, "once it is a picture, the file begins anew");
}

async fn a_file_in_crumbs_is_refused(world: World) {
    let jpeg = patient::jpeg();
    let length = 50_000;
    let (case, _) = world.drafted().await;
    let upload = create(&world, &world.referrer, case, length).await.unwrap();
    for at in 0..500 {
        append(&world, upload, at, jpeg.slice(at as usize..=at as usize)).await.unwrap();
    }
    let refused = append(&world, upload, 500, jpeg.slice(500..501)).await;
    assert!(matches!(refused, Err(PictureError::Other(Error::TooLarge))), "{refused:?}");
    assert_eq!(images::upload_progress(&world.b, &world.referrer, upload).await.unwrap().offset, 500);
}

async fn a_stop_between_the_last_byte_and_the_picture_is_made_good(mut world: World) {
    // Also of the last picture that a case has room for.
    world.settings.limits.pictures_per_case = 1;
    world.b = crate::support::open(&world.settings).await.unwrap();
    let jpeg = patient::jpeg();
    let (case, _) = world.drafted().await;
    // Announced as one byte more than it has, and put right behind the program's back: all bytes, and no picture yet.
    let upload = create(&world, &world.referrer, case, jpeg.len() as u64 + 1).await.unwrap();
    append(&world, upload, 0, jpeg.clone()).await.unwrap();
    let sql = format!("UPDATE uploads SET length = received WHERE id = '{upload}'");
    world.raw().await.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    let (one, other) = tokio::join!(
        images::upload_progress(&world.b, &world.referrer, upload),
        images::upload_progress(&world.b, &world.referrer, upload),
    );
    let image = one.unwrap().image;
    assert!(image.is_some());
    assert_eq!(other.unwrap().image, image);
    assert_eq!(cases::show(&world.b, &world.referrer, case).await.unwrap().images.len(), 1);
}

async fn a_case_has_so_many_pictures_and_no_more(mut world: World) {
    world.settings.limits.pictures_per_case = 2;
    world.b = crate::support::open(&world.settings).await.unwrap();
    let (case, _) = world.drafted().await;
    let under_way = create(&world, &world.referrer, case, patient::jpeg().len() as u64).await.unwrap();
    for _ in 0..2 {
        patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
    }
    let one_more =
        images::receive(&world.b, &world.referrer, case, patient::jpeg(), patient::details(View::Other)).await;
    assert!(matches!(one_more, Err(PictureError::TooMany { limit: 2 })));
    assert!(matches!(create(&world, &world.referrer, case, 10).await, Err(PictureError::TooMany { .. })));
    let last = append(&world, under_way, 0, patient::jpeg()).await;
    assert!(matches!(last, Err(PictureError::TooMany { .. })));
    assert_eq!(objects(&world), 6, "nothing is left of what was refused");
    let image = cases::show(&world.b, &world.referrer, case).await.unwrap().images[0].id;
    images::remove(&world.b, &world.referrer, image).await.unwrap();
    patient::add_picture(&world.b, &world.referrer, case, View::CloseUp).await;
}

async fn a_withdrawn_link_ends_what_is_under_way(world: World) {
    let jpeg = patient::jpeg();
    let (case, _) = world.drafted().await;
    let request = photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let patient = patient::confirmed(&world.b, &token).await;
    let choices = domain::command::ConsentChoices { care: true, ..Default::default() };
    photo_requests::consent(&world.b, &patient, choices).await.unwrap();
    let upload = create(&world, &patient, case, jpeg.len() as u64).await.unwrap();
    photo_requests::withdraw(&world.b, &world.referrer, request.id).await.unwrap();
    let part = images::append(&world.b, &patient, upload, 0, jpeg, None).await;
    assert!(matches!(part, Err(PictureError::Gone)));
    assert!(cases::show(&world.b, &world.referrer, case).await.unwrap().images.is_empty());
}

async fn a_link_says_which_pictures_did_not_arrive(world: World) {
    let jpeg = patient::jpeg();
    let length = jpeg.len() as u64;
    let (case, _) = world.drafted().await;
    let request = photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(&world.b).await;
    let patient = patient::confirmed(&world.b, &token).await;
    let choices = domain::command::ConsentChoices { care: true, ..Default::default() };
    photo_requests::consent(&world.b, &patient, choices).await.unwrap();
    let answers = domain::forms::Response::default();
    photo_requests::answer_questions(&world.b, &patient, answers).await.unwrap();
    let unfinished = async || photo_requests::page(&world.b, &token, &[request.id]).await.unwrap().unfinished;
    let upload = create(&world, &patient, case, length).await.unwrap();
    // The practice's own is nothing that the patient could choose again.
    create(&world, &world.referrer, case, length).await.unwrap();
    images::append(&world.b, &patient, upload, 0, jpeg.slice(..500), None).await.unwrap();
    assert_eq!(unfinished().await, [View::CloseUp]);
    assert_eq!(
        photo_requests::page(&world.b, &token, &[]).await.unwrap().unfinished,
        [],
        "who has shown nothing, sees nothing"
    );

    images::append(&world.b, &patient, upload, 500, jpeg.slice(500..), None).await.unwrap();
    assert_eq!(unfinished().await, []);

    world.pass(1);
    create(&world, &patient, case, length).await.unwrap();
    assert_eq!(unfinished().await, [View::CloseUp]);
    world.pass(1);
    patient::add_picture(&world.b, &patient, case, View::Overview).await;
    assert_eq!(unfinished().await, [View::CloseUp], "another view is no other try");
    patient::add_picture(&world.b, &patient, case, View::CloseUp).await;
    assert_eq!(unfinished().await, [], "another was chosen in its place");

    create(&world, &patient, case, length).await.unwrap();
    world.pass(24 * 3_600 + 1);
    assert_eq!(unfinished().await, [], "over");
}
