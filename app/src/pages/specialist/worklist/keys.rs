use leptos::{ev, prelude::*};
use ui::focus::{focus_near, is_typing};

/// The id of a row, by its place on the page.
pub fn row_id(place: usize) -> String {
    format!("case-{place}")
}

/// J and K, or the arrow keys, go from case to case; Enter opens the one that has the focus, as any link.
pub fn move_by_key(rows: usize) {
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() || is_typing() {
                return;
            }
            let focused = document().active_element().and_then(|element| place_of(&element.id()));
            if let Some(place) = next(&event.key(), focused, rows) {
                event.prevent_default();
                focus_near(&row_id(place));
            }
        });
        on_cleanup(move || pressed.remove());
    });
}

fn place_of(id: &str) -> Option<usize> {
    id.strip_prefix("case-")?.parse().ok()
}

/// Where a key goes to from the row that has the focus; None where it means nothing.
fn next(key: &str, focused: Option<usize>, rows: usize) -> Option<usize> {
    let last = rows.checked_sub(1)?;
    match key {
        "j" | "J" | "ArrowDown" => Some(focused.map_or(0, |place| (place + 1).min(last))),
        "k" | "K" | "ArrowUp" => Some(focused.map_or(0, |place| place.saturating_sub(1))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_from_row_to_row_and_stay_on_the_page() {
        assert_eq!(next("j", None, 3), Some(0));
        assert_eq!(next("ArrowDown", Some(0), 3), Some(1));
        assert_eq!(next("j", Some(2), 3), Some(2));
        assert_eq!(next("k", Some(0), 3), Some(0));
        assert_eq!(next("ArrowUp", Some(2), 3), Some(1));
        assert_eq!(next("Enter", Some(1), 3), None);
        assert_eq!(next("j", None, 0), None);
        assert_eq!(place_of(&row_id(7)), Some(7));
    }
}
