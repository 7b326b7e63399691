package io.github.tracingstarter.ui.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The map of services: this application, its callers, and the services it calls.
 */
final class ServiceMap {

	private static final String SELF = "self";

	private final Map<String, Node> nodes = new LinkedHashMap<>();

	private final Map<List<String>, Edge> edges = new LinkedHashMap<>();

	private final Set<String> ownNames;

	private ServiceMap(Set<String> ownNames) {
		this.ownNames = ownNames;
	}

	/**
	 * Creates the map of some traces. Spans that were sent or imported under this
	 * application's name do not count as another service.
	 * @param traces the traces
	 * @return the map
	 */
	static ServiceMap of(List<StoredTrace> traces) {
		ServiceMap map = new ServiceMap(traces.stream()
			.flatMap((trace) -> trace.spans().stream())
			.filter(StoredSpan::local)
			.map(StoredSpan::service)
			.collect(Collectors.toSet()));
		traces.forEach((trace) -> map.add(SpanTree.of(trace)));
		return map;
	}

	private void add(SpanTree tree) {
		SpanNode root = tree.root();
		tree.nodes().forEach((node) -> add(node, root));
	}

	private void add(SpanNode node, SpanNode root) {
		StoredSpan span = node.span();
		String service = service(span);
		switch (node.category()) {
			case SERVER -> served(node, service, root);
			case CLIENT -> {
				if (node.children().stream().noneMatch((child) -> child.span().kind() == SpanKind.SERVER)) {
					String host = TraceInsights.host(span);
					edge(service, node("external:" + host, host, "external", null), node, root);
				}
			}
			case DB, CACHE -> edge(service, database(span, node.category()), node, root);
			case MSG -> message(node, service, root);
			default -> {
			}
		}
	}

	private String service(StoredSpan span) {
		return (span.local() || this.ownNames.contains(span.service())) ? node(SELF, span.service(), SELF, null)
				: node("service:" + span.service(), span.service(), "service", null);
	}

	private void served(SpanNode node, String service, SpanNode root) {
		SpanNode parent = node.parent();
		String caller = (parent != null) ? service(parent.span()) : node("caller", "callers", "caller", null);
		// An application that calls itself does so over the network.
		if (!caller.equals(service) || (parent != null && parent.category() == Category.CLIENT)) {
			edge(caller, service, node, root);
		}
	}

	private String database(StoredSpan span, Category category) {
		Attributes attributes = span.attributes();
		String system = Objects.requireNonNullElse(attributes.get(SpanKeys.DB_SYSTEM), "db");
		String namespace = attributes.get(SpanKeys.DB_NAMESPACE);
		String host = (attributes.get(SpanKeys.ADDRESS) != null) ? TraceInsights.host(span) : null;
		String label = (namespace != null) ? namespace : (host != null) ? host : system;
		String place = "%s/%s@%s".formatted(system, (namespace != null) ? namespace : "", (host != null) ? host : "");
		return node(category + ":" + place, label, category.toString(), system);
	}

	private void message(SpanNode node, String service, SpanNode root) {
		StoredSpan span = node.span();
		String system = span.attributes().get(SpanKeys.MESSAGING_SYSTEM);
		String host = (span.attributes().get(SpanKeys.ADDRESS) != null) ? TraceInsights.host(span) : null;
		String name = (system != null) ? system : "broker";
		String broker = node("msg:%s@%s".formatted(name, (host != null) ? host : ""), (host != null) ? host : name,
				"msg", system);
		if (span.kind() == SpanKind.CONSUMER) {
			edge(broker, service, node, root);
		}
		else {
			edge(service, broker, node, root);
		}
	}

	private String node(String id, String label, String type, @Nullable String system) {
		this.nodes.computeIfAbsent(id, (key) -> new Node(key, label, type, system));
		return id;
	}

	private void edge(String from, String to, SpanNode node, SpanNode root) {
		this.edges.computeIfAbsent(List.of(from, to), (key) -> new Edge(from, to)).add(node, root);
	}

	Map<String, Object> toJson() {
		return Map.of("nodes", this.nodes.values().stream().map(Node::toJson).toList(), "edges",
				this.edges.values().stream().map(Edge::toJson).toList());
	}

	private record Node(String id, String label, String type, @Nullable String system) {

		private Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("id", this.id);
			json.put("label", this.label);
			json.put("type", this.type);
			PageTimes.putIfPresent(json, "system", this.system);
			return json;
		}

	}

	private static final class Edge {

		private final String from;

		private final String to;

		private final Durations durations = new Durations();

		private int failed;

		private int handled;

		private Edge(String from, String to) {
			this.from = from;
			this.to = to;
		}

		private void add(SpanNode node, SpanNode root) {
			this.durations.add(node.span().durationNanos());
			if (Failure.isFailed(node)) {
				boolean survived = Failure.isHandled(node, root);
				this.handled += survived ? 1 : 0;
				this.failed += survived ? 0 : 1;
			}
		}

		private Map<String, Object> toJson() {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("from", this.from);
			json.put("to", this.to);
			json.put("count", this.durations.count());
			json.put("failed", this.failed);
			json.put("handled", this.handled);
			json.put("p95Us", PageTimes.of(this.durations.percentile(95)));
			return json;
		}

	}

}
