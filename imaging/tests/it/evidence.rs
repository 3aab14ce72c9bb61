use std::thread;

use imaging::{
    quality::evidence::{self, Taken},
    synthetic::SkinType,
};

/// Seeds that no threshold was set on; the benchmark measures with more of them and whole pictures.
#[test]
fn poor_pictures_are_told_from_good_ones_on_every_skin() {
    let take = |skins: &[SkinType]| -> Vec<Taken> {
        skins.iter().flat_map(|&skin| evidence::take(skin, 700..701, 512, 384).unwrap()).collect()
    };
    let (fair, dark) = SkinType::ALL.split_at(3);
    let taken = thread::scope(|scope| {
        let fair = scope.spawn(|| take(fair));
        [take(dark), fair.join().unwrap()].concat()
    });
    for row in evidence::weigh(&taken) {
        assert!(!row.has_target || row.area >= 0.95, "{row:?}");
        assert!((row.false_alarms.dark - row.false_alarms.fair).abs() <= 0.02, "{row:?}");
    }
}
