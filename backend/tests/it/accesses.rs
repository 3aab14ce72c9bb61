use backend::{
    accounts::{TryFrom, sign_in},
    audit, cases, images, sessions, templates,
};
use domain::audit::Access;
use serde_json::Value;
use sqlx::Executor;

use crate::support::{World, on_both, patient};

on_both!(what_somebody_was_sent_is_in_the_log, who_came_and_went_is_in_the_log, a_changed_log_of_accesses_is_found);

async fn lines(world: &World, case: Option<&str>) -> Vec<Value> {
    audit::flush(&world.b).await.unwrap();
    let mut lines = Vec::new();
    audit::each(&world.b, case, |line| lines.push(serde_json::from_str(&line).unwrap())).await.unwrap();
    lines
}

async fn what_somebody_was_sent_is_in_the_log(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    patient::add_picture(b, &world.referrer, case, domain::image::View::Overview).await;
    patient::add_picture(b, &world.referrer, case, domain::image::View::CloseUp).await;
    world.send(case).await;
    let (other, _) = world.submitted().await;
    lines(&world, None).await;

    let view = cases::show(b, &world.specialist, case).await.unwrap();
    for image in &view.images {
        for size in [images::Size::Thumb, images::Size::Screen, images::Size::Thumb] {
            images::read(b, &world.specialist, image.id, size).await.unwrap();
        }
    }
    cases::history(b, &world.referrer, case).await.unwrap();
    cases::show(b, &world.colleague, other).await.unwrap();
    audit::record(b, None, None, Access::SignInFailed { account: None });
    assert!(images::read(b, &world.other_specialist, view.images[0].id, images::Size::Thumb).await.is_err());

    let id = case.to_string();
    let of_case = lines(&world, Some(&id)).await;
    let tail = &of_case[of_case.len() - 3..];
    let said: Vec<&str> = tail.iter().map(|line| line["access"]["access"].as_str().unwrap()).collect();
    assert_eq!(said, ["case_sent", "pictures_sent", "history_sent"]);
    assert_eq!(tail[1]["access"]["images"].as_array().unwrap().len(), 2, "a page's pictures are one entry");
    assert_eq!(tail[1]["actor"], serde_json::to_value(world.specialist).unwrap());
    assert_eq!(lines(&world, None).await.last().unwrap()["access"]["access"], "sign_in_failed");
    // Nothing of what they were about.
    let text = format!("{of_case:?}");
    assert!(!text.contains("Quillfeather") && !text.contains("999 000 0018"), "{text}");
    assert!(templates::list(b, &world.specialist).await.is_ok());
}

async fn who_came_and_went_is_in_the_log(world: World) {
    let b = &world.b;
    let here = TryFrom { source: "192.0.2.1", device: None };
    assert!(sign_in(b, "osei@riverside.example", "wrong", here).await.is_err());
    assert!(sign_in(b, "nobody@riverside.example", "wrong", here).await.is_err());
    let me = sign_in(b, "osei@riverside.example", "right", here).await.unwrap();
    let held = sessions::begin(b, me.account, me.membership).await.unwrap();
    sessions::end(b, &held.staff.unwrap()).await.unwrap();
    let lines = lines(&world, None).await;
    let said: Vec<&str> = lines.iter().map(|line| line["access"]["access"].as_str().unwrap()).collect();
    assert_eq!(said, ["sign_in_failed", "sign_in_failed", "signed_in", "signed_out"]);
    assert_eq!(lines[0]["access"]["account"], me.account.to_string());
    assert_eq!(lines[1]["access"]["account"], Value::Null, "nobody's: what was typed is not kept");
    for line in &lines[2..] {
        assert_eq!(line["actor"], serde_json::to_value(world.referrer).unwrap());
    }
}

async fn a_changed_log_of_accesses_is_found(world: World) {
    let (case, _) = world.submitted().await;
    cases::show(&world.b, &world.specialist, case).await.unwrap();
    lines(&world, None).await;
    let found = async || backend::events::verify(&world.b, "", true).await.unwrap().faults;
    assert_eq!(found().await, []);
    world.raw().await.execute("DELETE FROM access_log WHERE seq = (SELECT MAX(seq) FROM access_log)").await.unwrap();
    assert_eq!(found().await.len(), 1);
    cases::show(&world.b, &world.specialist, case).await.unwrap();
    lines(&world, None).await;
    assert!(!found().await.is_empty(), "writing on does not mend it");
}
