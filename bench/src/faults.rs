//! How well the thresholds of `imaging::quality` tell poor pictures from good ones, on drawn pictures of every skin type
//! that no threshold was set on.

use std::thread;

use imaging::{
    quality::evidence::{self, Row as Fault, SIZE, Taken},
    synthetic::SkinType,
};

use crate::{Result, report::Row};

/// 168 pictures of every skin type.
const SEEDS: std::ops::Range<u64> = 9_000..9_003;

pub(crate) fn measure() -> Result<Vec<Row>> {
    let taken = thread::scope(|scope| {
        let halves = SkinType::ALL.chunks(3).map(|skins| scope.spawn(move || take(skins))).collect::<Vec<_>>();
        let halves = halves.into_iter().map(|half| half.join().map_err(|_| "a thread that takes pictures stopped")?);
        halves.collect::<Result<Vec<_>>>()
    })?;
    Ok(evidence::weigh(&taken.concat()).iter().flat_map(rows).collect())
}

fn take(skins: &[SkinType]) -> Result<Vec<Taken>> {
    let taken = skins.iter().map(|&skin| Ok(evidence::take(skin, SEEDS, SIZE.0, SIZE.1)?));
    Ok(taken.collect::<Result<Vec<_>>>()?.concat())
}

fn rows(fault: &Fault) -> [Row; 4] {
    let case = format!("{}: {} pictures with, {} without", fault.name, fault.pictures.0, fault.pictures.1);
    let share = |metric, share: f64| Row::new(&case, metric, "%", 100.0 * share);
    let area = Row::new(&case, "area under the curve", "", fault.area);
    let dark = share("false alarms, skin types V and VI (beside I and II)", fault.false_alarms.dark);
    [
        if fault.has_target { area.at_least(0.95) } else { area },
        dark.beside("I and II", 100.0 * fault.false_alarms.fair),
        share("V and VI told falsely more often than I and II", fault.false_alarms.dark - fault.false_alarms.fair)
            .under(2.0),
        share("found, skin types V and VI (beside I and II)", fault.found.dark)
            .beside("I and II", 100.0 * fault.found.fair),
    ]
}
