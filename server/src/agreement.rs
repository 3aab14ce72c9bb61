use backend::Backend;

use crate::start::StartError;

/// Prints how often what was measured of pictures agrees with what specialists said of them.
pub(crate) async fn run(backend: &Backend, json: bool) -> Result<(), StartError> {
    let agreement = backend::cases::agreement(backend).await?;
    if json {
        println!("{}", serde_json::to_string_pretty(&agreement).expect("names and numbers are always JSON"));
        return Ok(());
    }
    println!("{} answers to cases with pictures", agreement.answers);
    println!("{:<24} {:>6} {:>14} {:>16}", "", "both", "only measured", "only specialist");
    for line in agreement.lines {
        let name = line.finding.map_or(line.fault.name().to_owned(), |finding| format!("  {}", finding.key()));
        println!("{name:<24} {:>6} {:>14} {:>16}", line.both, line.only_measured, line.only_specialist);
    }
    Ok(())
}
