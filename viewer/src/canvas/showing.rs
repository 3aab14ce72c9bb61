use std::time::Duration;

use leptos::{html, prelude::*};

use super::{
    viewport::{StageGeometry, Viewport},
    window::style,
};

/// The screen size's long side, in pixels ([`imaging::SCREEN_SIDE`]).
const SCREEN_SIDE: f64 = imaging::SCREEN_SIDE as f64;
/// How far the screen size may be drawn out before the master is asked for: below, nobody sees a difference.
const ENOUGH: f64 = 1.2;
/// How long a picture must not have moved before it is painted again, sharply.
const SETTLED: Duration = Duration::from_millis(200);

/// Whether more pixels would be seen than the screen size has.
pub fn wants_detail(viewport: Viewport, geometry: StageGeometry) -> bool {
    let long = geometry.picture.0.max(geometry.picture.1);
    let drawn = long * viewport.magnification(geometry);
    long > SCREEN_SIDE && drawn > SCREEN_SIDE * ENOUGH
}

/// Moves the sheets to the place, at most once per frame of the screen. Tells whether they are moving just now: only
/// then are they layers of their own, since a browser scales such a layer's old pixels instead of repainting.
pub fn show_viewport(viewport: RwSignal<Viewport>, sheets: [NodeRef<html::Div>; 2]) -> Signal<bool> {
    let waiting = StoredValue::new(false);
    let moving = RwSignal::new(false);
    let moves = StoredValue::new(0_u32);
    Effect::new(move |before: Option<Viewport>| {
        let now = viewport.get();
        // A sheet that has just come has to be put in its place, too.
        sheets.iter().for_each(Track::track);
        if before.is_some_and(|before| before != now) {
            moves.update_value(|moves| *moves = moves.wrapping_add(1));
            if !moving.get_untracked() {
                moving.set(true);
                rest(moving, moves);
            }
        }
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(move || {
                // The stage may be gone by now.
                let Some(viewport) = viewport.try_get_untracked() else { return };
                let _ = waiting.try_set_value(false);
                let transform = viewport.transform();
                // The sheets go on their own: their part of the stage may be gone before its place.
                for sheet in sheets.iter().filter_map(|sheet| sheet.try_get_untracked().flatten()) {
                    style(&sheet, "transform", &transform);
                }
            });
        }
        now
    });
    moving.into()
}

/// Ends the movement once nothing has moved for a moment.
fn rest(moving: RwSignal<bool>, moves: StoredValue<u32>) {
    let seen = moves.get_value();
    set_timeout(
        move || match moves.try_get_value() {
            Some(now) if now != seen => rest(moving, moves),
            Some(_) => moving.set(false),
            None => {}
        },
        SETTLED,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_master_is_asked_for_when_its_pixels_would_be_seen() {
        let geometry = StageGeometry { stage: (800.0, 600.0), picture: (2_560.0, 1_920.0), density: 1.0 };
        let at =
            |scale, density| wants_detail(Viewport { scale, ..Viewport::FIT }, StageGeometry { density, ..geometry });
        assert!(!at(1.0, 1.0) && !at(1.9, 1.0) && at(2.0, 1.0));
        // On a finer screen sooner.
        assert!(at(1.0, 2.0) && !at(0.9, 2.0));
        let small = StageGeometry { picture: (1_200.0, 900.0), ..geometry };
        assert!(!wants_detail(Viewport { scale: 10.0, ..Viewport::FIT }, small), "there are no more pixels");
    }
}
