package io.github.tracingstarter.control;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.report.DestinationStatus;

/**
 * The status of an exporter as shown by the endpoint and the health.
 */
final class ExporterDetails {

	private ExporterDetails() {
	}

	static Map<String, Object> of(DestinationStatus status) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("signal", status.signal().label());
		json.put("state", status.state().name().toLowerCase(Locale.ROOT));
		if (status.lastSuccess() != null) {
			json.put("lastSuccess", status.lastSuccess().toString());
		}
		if (status.failure() != null) {
			json.put("failure", status.failure());
		}
		json.put("sent", status.sent());
		json.put("dropped", status.dropped());
		json.put("droppedBy", status.figures().drops());
		json.put("queued", status.figures().queued());
		json.put("queuedBytes", status.figures().queuedBytes());
		return json;
	}

}
