import Mustache

// The template's names of what the page shows. Mustache would find them by reflection, which takes half a second
// for 5,000 targets.

extension OverviewText: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "title": title
        case "version": version
        case "startedText": startedText
        case "asOf": asOf
        case "summary": summary
        case "demo": demo
        case "hasTargets": hasTargets
        case "targets": targets
        case "slos": slos
        default: nil
        }
    }
}

extension OverviewText.Mark: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "tone": tone
        case "symbol": symbol
        case "word": word
        default: nil
        }
    }
}

extension OverviewText.TargetText: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "targetName": targetName
        case "url": url
        case "job": job
        case "targetState": targetState
        case "stateAge": stateAge
        case "note": note
        case "duration": duration
        case "code": code
        case "age": age
        case "availability": availability
        case "probes": probes
        case "failure": failure
        default: nil
        }
    }
}

extension OverviewText.TargetText.FailureText: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "reason": reason
        case "message": message
        default: nil
        }
    }
}
