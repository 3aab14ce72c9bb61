use backend::cases;
use sqlx::Executor;

use crate::support::{World, on_both};

on_both!(a_changed_log_is_found_out, a_shortened_log_is_found_out_at_its_start);

async fn a_changed_log_is_found_out(world: World) {
    let (case, _) = world.submitted().await;
    assert!(cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
    let mut raw = world.raw().await;
    let changed = raw.execute("UPDATE events SET at = at + 1 WHERE seq = 1").await.unwrap();
    assert_eq!(changed.rows_affected(), 1);
    assert!(!cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
}

async fn a_shortened_log_is_found_out_at_its_start(world: World) {
    let (case, _) = world.submitted().await;
    world.raw().await.execute("DELETE FROM events WHERE seq = 1").await.unwrap();
    assert!(!cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
}
