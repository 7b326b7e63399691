package io.github.tracingstarter.ui.settings;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.control.Changes;
import io.github.tracingstarter.report.DestinationStatus;
import io.github.tracingstarter.report.DestinationStatus.Signal;
import io.github.tracingstarter.report.DestinationStatus.State;
import io.github.tracingstarter.report.ExportControl;
import io.github.tracingstarter.report.SpanDestination;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.UiRoute;
import io.github.tracingstarter.ui.UiRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Shows the status of the exporters, checks whether their destinations answer, and pauses
 * them.
 */
final class ExporterRoutes implements UiRoutes, MetaContributor {

	private static final int BAD_REQUEST = 400;

	private static final int CONFLICT = 409;

	/** The states, most important first. */
	private static final List<State> BY_WEIGHT = List.of(State.PAUSED, State.FAILING, State.OK, State.IDLE);

	private final List<ExportControl> controls;

	private final ObjectProvider<SpanDestination> destinations;

	private final Changes changes;

	ExporterRoutes(List<ExportControl> controls, ObjectProvider<SpanDestination> destinations, Changes changes) {
		this.controls = controls;
		this.destinations = destinations;
		this.changes = changes;
	}

	@Override
	public List<UiRoute> routes() {
		return List.of(UiRoute.get("/exporter", (request) -> status()),
				UiRoute.post("/exporter/test", (request) -> test()),
				UiRoute.post("/exporter/pause", new JsonHandler(this::pause)));
	}

	@Override
	public void contribute(Map<String, Object> meta) {
		List<DestinationStatus> statuses = statuses().stream()
			.filter((status) -> status.signal() == Signal.TRACES)
			.toList();
		List<State> states = statuses.stream().map(DestinationStatus::state).toList();
		String state = BY_WEIGHT.stream().filter(states::contains).findFirst().map(ExporterRoutes::name).orElse("none");
		List<String> descriptions = descriptions();
		meta.put("exporter",
				Map.of("description", descriptions.isEmpty() ? "no exporter" : String.join(", ", descriptions), "state",
						state, "reached", statuses.stream().anyMatch((status) -> status.lastSuccess() != null)));
	}

	/**
	 * Returns the receivers of spans: the exporters, and destinations that need no queue,
	 * such as the console.
	 */
	private List<String> descriptions() {
		List<String> descriptions = new ArrayList<>(
				statuses().stream().map(DestinationStatus::description).distinct().toList());
		this.destinations.orderedStream()
			.map(SpanDestination::description)
			.filter((description) -> !descriptions.contains(description))
			.forEach(descriptions::add);
		return descriptions;
	}

	private List<DestinationStatus> statuses() {
		return this.controls.stream().flatMap((control) -> control.destinations().stream()).toList();
	}

	private UiResponse status() {
		List<DestinationStatus> statuses = statuses();
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("destinations", statuses.stream().map(ExporterRoutes::json).toList());
		json.put("paused", statuses.stream().anyMatch((status) -> status.state() == State.PAUSED));
		return UiResponse.json(json);
	}

	private static Map<String, Object> json(DestinationStatus status) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("description", status.description());
		json.put("signal", status.signal().label());
		json.put("state", name(status.state()));
		if (status.lastSuccess() != null) {
			json.put("lastSuccessUs", ChronoUnit.MICROS.between(Instant.EPOCH, status.lastSuccess()));
		}
		if (status.failure() != null) {
			json.put("failure", status.failure());
		}
		json.put("sent", status.sent());
		json.put("dropped", status.dropped());
		return json;
	}

	private static String name(State state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

	private UiResponse test() {
		Map<String, SpanDestination.@Nullable Reply> answers = new LinkedHashMap<>();
		this.destinations.orderedStream()
			.forEach((destination) -> answers.put(destination.description(), destination.ask()));
		// The application's own exporters, which cannot be asked.
		statuses().forEach((status) -> answers.putIfAbsent(status.description(), null));
		return UiResponse.json(Map.of("results", answers.entrySet().stream().map((answer) -> {
			Map<String, @Nullable Object> json = new LinkedHashMap<>();
			json.put("description", answer.getKey());
			SpanDestination.Reply reply = answer.getValue();
			json.put("answers", (reply != null) ? reply.isReachable() : null);
			if (reply != null && !reply.isReachable()) {
				json.put("text", reply.text());
			}
			return json;
		}).toList()));
	}

	private UiResponse pause(Map<String, Object> body) {
		if (!(body.get("paused") instanceof Boolean paused)) {
			return UiResponse.error(BAD_REQUEST, "The body must say {\"paused\": true} or {\"paused\": false}.");
		}
		if (this.controls.stream().noneMatch((control) -> control.signal() == Signal.TRACES)) {
			return UiResponse.error(CONFLICT,
					"The export cannot be paused: the application has a BatchSpanProcessor of its own.");
		}
		this.changes.apply(Map.of("tracing.export.paused", paused.toString()), ConfigRoutes.THE_PAGE);
		return status();
	}

}
