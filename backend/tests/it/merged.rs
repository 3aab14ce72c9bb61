//! What is whose within a group of merged records, so that each has its own again when they are taken apart.

use backend::{cases, patients, retention::erase_early};
use domain::{case::Draft, retention::Because};

use crate::{
    merging::{apart, begun, came_to, cases_of, form, merge, page, rows, send_checked},
    support::{World, nhs_number, on_both},
};

on_both!(
    a_case_moves_to_the_record_of_the_group_whose_number_it_names,
    a_record_between_two_gives_back_a_mobile_that_was_not_its_own,
    who_stays_is_found_when_the_other_of_the_same_number_goes,
    what_a_page_of_many_merges_says,
);

async fn a_case_moves_to_the_record_of_the_group_whose_number_it_names(world: World) {
    let number = nhs_number(1);
    let (first, ann) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
    world.pass(60);
    let (second, twin) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
    let (third, _) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
    merge(&world, ann, twin).await;
    // Its date of birth is put right: it is the other record's.
    let version = cases::request(&world.b, &world.referrer, second).await.unwrap().version;
    let typed = form(&world, &number, "12", "Ann Smith");
    cases::save_draft(&world.b, &world.referrer, second, version, typed).await.unwrap();
    assert_eq!((came_to(&world, second).await, came_to(&world, third).await), (ann, twin));
    let lost = "SELECT c.id FROM cases c JOIN lesions l ON l.id = c.lesion_id WHERE l.patient_id <> c.patient_id";
    assert!(rows(&world, lost).await.is_empty(), "its lesion comes with it");
    apart(&world, twin).await;
    let mut both = vec![first, second];
    both.sort();
    assert_eq!((cases_of(&world, ann).await, cases_of(&world, twin).await), (both, vec![third]));
}

async fn a_record_between_two_gives_back_a_mobile_that_was_not_its_own(world: World) {
    let numbers = [nhs_number(1), nhs_number(1), nhs_number(1)];
    let mut all = Vec::new();
    for (number, day) in numbers.iter().zip(["12", "13", "14"]) {
        all.push(begun(&world, form(&world, number, day, "Ann Smith")).await);
        world.pass(60);
    }
    let [(_, ann), (_, middle), (sent, third)] = all[..] else { panic!("three") };
    assert_eq!(merge(&world, third, middle).await, middle);
    // What the third one's request says is told to whom it is part of.
    let version = cases::request(&world.b, &world.referrer, sent).await.unwrap().version;
    let typed = Draft { mobile: "07700 900456".into(), ..form(&world, &numbers[2], "14", "Anna Jones") };
    cases::save_draft(&world.b, &world.referrer, sent, version, typed).await.unwrap();
    send_checked(&world, sent).await;
    assert_eq!(page(&world, middle).await.mobile, "07700 900 456");
    assert_eq!(merge(&world, middle, ann).await, ann);
    apart(&world, third).await;
    apart(&world, middle).await;
    assert_eq!(page(&world, third).await.mobile, "07700 900 456");
    assert_ne!(page(&world, middle).await.mobile, "07700 900 456", "no text about her goes to her sister");
    assert_ne!(page(&world, ann).await.mobile, "07700 900 456");
}

async fn who_stays_is_found_when_the_other_of_the_same_number_goes(world: World) {
    let number = nhs_number(1);
    let (first, ann) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
    world.pass(60);
    let (second, twin) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
    assert_eq!(merge(&world, ann, twin).await, ann);
    // Her own date of birth is corrected to the other record's, which goes on being the one that is found by it.
    send_checked(&world, first).await;
    let shown = cases::correction(&world.b, &world.referrer, first).await.unwrap();
    let correction = domain::command::Correction {
        dob: form(&world, &number, "13", "").dob,
        reason: "mistyped".into(),
        number_checked: true,
        pictures_checked: true,
        ..shown.current
    };
    cases::correct_identity(&world.b, &world.referrer, first, shown.version, correction).await.unwrap();
    // The same as her own record says by then.
    let sql = "UPDATE patients SET born = '1948-03-13', identity_key = NULL WHERE id = $1";
    sqlx::query(sql).bind(ann.to_string()).execute(&mut world.raw().await).await.unwrap();
    let sql = "UPDATE cases SET patient_id = $1 WHERE id = $2";
    let query = sqlx::query(sql).bind(ann.to_string()).bind(first.to_string());
    query.execute(&mut world.raw().await).await.unwrap();
    cases::withdraw(&world.b, &world.referrer, second).await.unwrap();
    erase_early(&world.b, second, Because::ALL[0]).await.unwrap();
    assert!(rows(&world, &format!("SELECT id FROM patients WHERE id = '{twin}'")).await.is_empty());
    // Whoever is referred by that number and date is Ann, and nobody new.
    let (_, found) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
    assert_eq!(found, ann);
    assert_eq!(rows(&world, "SELECT id FROM patients").await.len(), 1);
}

/// Read at once, and in the words of before.
async fn what_a_page_of_many_merges_says(world: World) {
    let (_, ann) = begun(&world, form(&world, &nhs_number(1), "12", "Ann Smith")).await;
    let mut others = Vec::new();
    for day in ["13", "14", "15"] {
        world.pass(60);
        let (_, other) = begun(&world, form(&world, &nhs_number(1), day, "Ann Smith")).await;
        let form = domain::patients::DetailsForm { large_print: day == "14", ..Default::default() };
        let seen = patients::details(&world.b, &world.referrer, other, None).await.unwrap().version;
        patients::change(&world.b, &world.referrer, other, seen, &form).await.unwrap();
        assert_eq!(merge(&world, ann, other).await, ann);
        others.push(other);
    }
    apart(&world, others[2]).await;
    let shown = page(&world, ann).await;
    let said: Vec<_> = shown.merges.iter().map(|line| (line.patient, line.may_undo)).collect();
    assert_eq!(said, [(others[2], false), (others[1], true), (others[0], true)]);
    assert!(shown.merges[0].words.contains("15 Mar 1948") && shown.merges[0].words.contains("Taken apart again"));
    assert_eq!(shown.alerts, ["Large print"], "of a record that is part of hers");
}
