package io.github.tracingstarter.testing;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.jspecify.annotations.Nullable;

/**
 * A collector for tests: accepts OTLP over gRPC and over HTTP on one port, and behaves as
 * badly as instructed. To watch an application by hand, run {@link #main}.
 */
public final class OtlpReceiver implements AutoCloseable {

	private final List<Span> spans = new CopyOnWriteArrayList<>();

	private final Set<Resource> resources = Collections.synchronizedSet(new LinkedHashSet<>());

	private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

	private final List<LogRecord> logs = new CopyOnWriteArrayList<>();

	private final Set<Resource> logResources = Collections.synchronizedSet(new LinkedHashSet<>());

	private final AtomicInteger logRequests = new AtomicInteger();

	private final AtomicInteger logQuestions = new AtomicInteger();

	private volatile Behaviour logBehaviour = Behaviour.OK;

	private final List<Metric> metrics = new CopyOnWriteArrayList<>();

	private final Set<Resource> metricResources = Collections.synchronizedSet(new LinkedHashSet<>());

	private final AtomicInteger metricRequests = new AtomicInteger();

	private final AtomicInteger metricQuestions = new AtomicInteger();

	private volatile Behaviour metricBehaviour = Behaviour.OK;

	private final AtomicInteger received = new AtomicInteger();

	private final AtomicInteger receivedLogs = new AtomicInteger();

	private final AtomicInteger questions = new AtomicInteger();

	private final @Nullable SSLHostConfig ssl;

	private volatile Behaviour behaviour = Behaviour.OK;

	private volatile Duration slowness = Duration.ofMillis(500);

	private volatile boolean keeping = true;

	private volatile Consumer<Span> watcher = (span) -> {
	};

	private volatile CountDownLatch behaved = new CountDownLatch(1);

	private @Nullable Tomcat tomcat;

	private int port;

	private OtlpReceiver(int port, @Nullable SSLHostConfig ssl) {
		this.port = port;
		this.ssl = ssl;
	}

	/**
	 * How requests are answered.
	 */
	public enum Behaviour {

		/** Accepts spans. */
		OK,

		/** Accepts spans after a while: see {@link #slow}. */
		SLOW,

		/** Accepts connections and requests, and never answers. */
		BLACKHOLE,

		/** HTTP 400, gRPC INVALID_ARGUMENT. */
		BAD_REQUEST,

		/** HTTP 404, gRPC UNIMPLEMENTED. */
		UNKNOWN_SERVICE,

		/** HTTP 401, gRPC UNAUTHENTICATED. */
		UNAUTHENTICATED,

		/** HTTP 429, gRPC RESOURCE_EXHAUSTED. */
		TOO_MANY,

		/** HTTP 503, gRPC UNAVAILABLE. */
		UNAVAILABLE,

		/** A proxy in front responds with a web page, also to gRPC. */
		BAD_GATEWAY

	}

	/**
	 * Starts a receiver.
	 * @return the receiver, listening on a random port of localhost
	 */
	public static OtlpReceiver start() {
		return new OtlpReceiver(0, null).listen();
	}

	/**
	 * Starts a receiver that speaks TLS.
	 * @param ssl certificate, key and what is required of the client
	 * @return the receiver
	 */
	public static OtlpReceiver start(SSLHostConfig ssl) {
		return new OtlpReceiver(0, ssl).listen();
	}

	/**
	 * Listens again after {@link #close}, on the same port.
	 * @return this receiver
	 */
	public OtlpReceiver restart() {
		return listen();
	}

	private OtlpReceiver listen() {
		try {
			Path directory = Files.createTempDirectory("otlp-receiver");
			directory.toFile().deleteOnExit();
			Tomcat server = new Tomcat();
			server.setBaseDir(directory.toString());
			Connector connector = new Connector();
			connector.setPort(this.port);
			connector.setProperty("address", "127.0.0.1");
			connector.setProperty("bindOnInit", "true");
			Http2Protocol http2 = new Http2Protocol();
			// The client of a Collector sends so many small frames that Tomcat would take
			// it for an attacker.
			http2.setOverheadCountFactor(0);
			http2.setOverheadDataThreshold(0);
			http2.setOverheadWindowUpdateThreshold(0);
			http2.setOverheadResetFactor(0);
			connector.addUpgradeProtocol(http2);
			if (this.ssl != null) {
				connector.setScheme("https");
				connector.setSecure(true);
				connector.setProperty("SSLEnabled", "true");
				connector.addSslHostConfig(this.ssl);
			}
			server.setConnector(connector);
			server.getHost().setAutoDeploy(false);
			Context context = server.addContext("", directory.toString());
			Tomcat.addServlet(context, "otlp", new Servlet());
			context.addServletMappingDecoded("/*", "otlp");
			server.start();
			this.tomcat = server;
			this.port = connector.getLocalPort();
			return this;
		}
		catch (IOException | LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the port it listens on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns its address.
	 * @return such as {@code http://localhost:12345}
	 */
	public String url() {
		return "%s://localhost:%d".formatted((this.ssl != null) ? "https" : "http", this.port);
	}

	/**
	 * Changes how requests are answered, including those that hang.
	 * @param behaviour the new behavior
	 */
	public void behave(Behaviour behaviour) {
		this.behaviour = behaviour;
		CountDownLatch before = this.behaved;
		this.behaved = new CountDownLatch(1);
		before.countDown();
	}

	/**
	 * Answers each request after that time.
	 * @param time how long a request takes
	 */
	public void slow(Duration time) {
		this.slowness = time;
		behave(Behaviour.SLOW);
	}

	/**
	 * Changes how requests with log records are answered, which are accepted at first.
	 * @param behaviour a behavior that answers
	 */
	public void behaveToLogs(Behaviour behaviour) {
		this.logBehaviour = behaviour;
	}

	/**
	 * Returns the log records accepted so far.
	 * @return the log records, in the order in which they arrived
	 */
	public List<LogRecord> logs() {
		return List.copyOf(this.logs);
	}

	/**
	 * Returns the resources of the log records accepted so far.
	 * @return the different resources
	 */
	public List<Resource> logResources() {
		synchronized (this.logResources) {
			return List.copyOf(this.logResources);
		}
	}

	/**
	 * How many requests with log records came, taken or not. They are not among
	 * {@link #requests()}.
	 * @return the number of requests
	 */
	public int logRequests() {
		return this.logRequests.get();
	}

	/**
	 * How many log records came since the last {@link #clear()}.
	 * @return the number of log records
	 */
	public int logCount() {
		return this.receivedLogs.get();
	}

	/**
	 * Returns how many requests only checked whether log records are accepted.
	 * @return the number of requests
	 */
	public int logQuestions() {
		return this.logQuestions.get();
	}

	/**
	 * Waits for a log record, and fails when that takes too long.
	 * @param body the text
	 * @return the log record
	 */
	public LogRecord awaitLog(String body) {
		Waiting.await(() -> this.logs.stream().anyMatch((line) -> line.getBody().getStringValue().equals(body)),
				() -> "the log record '%s', but there are %s".formatted(body,
						this.logs.stream().map((line) -> line.getBody().getStringValue()).toList()));
		return this.logs.stream()
			.filter((line) -> line.getBody().getStringValue().equals(body))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Changes how requests with metrics are answered, which are accepted at first. @param
	 * behaviour a behavior that answers
	 */
	public void behaveToMetrics(Behaviour behaviour) {
		this.metricBehaviour = behaviour;
	}

	/**
	 * Returns the metrics accepted so far.
	 * @return the metrics, in the order in which they arrived, each once for every export
	 */
	public List<Metric> metrics() {
		return List.copyOf(this.metrics);
	}

	/**
	 * Returns the resources of the metrics accepted so far.
	 * @return the different resources
	 */
	public List<Resource> metricResources() {
		synchronized (this.metricResources) {
			return List.copyOf(this.metricResources);
		}
	}

	/**
	 * Returns how many requests with metrics arrived, accepted or not. They are not among
	 * {@link #requests()}.
	 * @return the number of requests
	 */
	public int metricRequests() {
		return this.metricRequests.get();
	}

	/**
	 * Returns how many requests only checked whether metrics are accepted.
	 * @return the number of requests
	 */
	public int metricQuestions() {
		return this.metricQuestions.get();
	}

	/**
	 * Returns the newest values of a metric.
	 * @param name its name
	 * @return the metric, or null if there is none
	 */
	public @Nullable Metric metric(String name) {
		Metric newest = null;
		for (Metric metric : this.metrics) {
			newest = metric.getName().equals(name) ? metric : newest;
		}
		return newest;
	}

	/**
	 * Waits for a metric, and fails when that takes too long.
	 * @param name its name
	 * @param condition the condition on its values
	 * @return the metric
	 */
	public Metric awaitMetric(String name, Predicate<Metric> condition) {
		Waiting.await(() -> {
			Metric newest = metric(name);
			return newest != null && condition.test(newest);
		}, () -> "the metric %s, but there are %s, and it is %s".formatted(name,
				this.metrics.stream().map(Metric::getName).distinct().toList(), metric(name)));
		return java.util.Objects.requireNonNull(metric(name));
	}

	/**
	 * Counts spans and log records from now on and keeps none of them, for load.
	 */
	public void countOnly() {
		this.keeping = false;
	}

	/**
	 * Passes each span that arrives from now on to a consumer, on several threads at
	 * once.
	 * @param watcher called with each span
	 */
	public void watch(Consumer<Span> watcher) {
		this.watcher = watcher;
	}

	/**
	 * Returns how many spans were accepted.
	 * @return the number of spans
	 */
	public int count() {
		return this.received.get();
	}

	/**
	 * Returns the spans accepted so far.
	 * @return the spans, in the order in which they arrived
	 */
	public List<Span> spans() {
		return List.copyOf(this.spans);
	}

	/**
	 * Returns the resources of the spans accepted so far.
	 * @return the different resources
	 */
	public List<Resource> resources() {
		synchronized (this.resources) {
			return List.copyOf(this.resources);
		}
	}

	/**
	 * Returns how many requests without spans arrived, which only check whether a
	 * collector is there. They are not among {@link #requests()}.
	 * @return the number of requests
	 */
	public int questions() {
		return this.questions.get();
	}

	/**
	 * Returns the requests so far, accepted or not.
	 * @return the headers of each, names in lower case, the path under {@code :path}
	 */
	public List<Map<String, String>> requests() {
		return List.copyOf(this.requests);
	}

	/**
	 * Waits for spans, and fails when that takes too long.
	 * @param count the number of spans expected
	 * @return the spans
	 */
	public List<Span> await(int count) {
		Waiting.await(() -> this.spans.size() >= count,
				() -> "%d spans, but there are %s".formatted(count, this.spans.stream().map(Span::getName).toList()));
		return spans();
	}

	/**
	 * Waits for a span, and fails when that takes too long.
	 * @param id its id
	 */
	public void awaitSpan(com.google.protobuf.ByteString id) {
		Waiting.await(() -> this.spans.stream().anyMatch((span) -> span.getSpanId().equals(id)),
				() -> "the span " + hex(id.toByteArray()));
	}

	/**
	 * Waits for requests, accepted or not, and fails when that takes too long.
	 * @param count the number of requests expected
	 * @return the requests
	 */
	public List<Map<String, String>> awaitRequests(int count) {
		Waiting.await(() -> this.requests.size() >= count,
				() -> "%d requests, but there are %s".formatted(count, this.requests));
		return requests();
	}

	/**
	 * Discards everything that arrived.
	 */
	public void clear() {
		this.spans.clear();
		this.requests.clear();
		this.resources.clear();
		this.received.set(0);
		this.receivedLogs.set(0);
	}

	/**
	 * Stops listening. Connections are closed.
	 */
	@Override
	public void close() {
		Tomcat running = this.tomcat;
		this.tomcat = null;
		if (running != null) {
			try {
				behave(this.behaviour);
				running.stop();
				running.destroy();
			}
			catch (LifecycleException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * Returns all spans as trees, like {@link RecordedSpans#tree()}, with durations.
	 * @return the trees, one line for each span
	 */
	public String tree() {
		List<Span> all = new ArrayList<>(this.spans);
		all.sort((left, right) -> Long.compare(left.getStartTimeUnixNano(), right.getStartTimeUnixNano()));
		StringBuilder tree = new StringBuilder();
		for (Span span : all) {
			if (all.stream().noneMatch((other) -> other.getSpanId().equals(span.getParentSpanId()))) {
				append(tree, span, all, "");
			}
		}
		return tree.toString();
	}

	private static void append(StringBuilder tree, Span span, List<Span> all, String indent) {
		tree.append(indent)
			.append(span.getKind().name().substring("SPAN_KIND_".length()))
			.append(' ')
			.append(span.getName());
		if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
			tree.append(" !");
		}
		tree.append('\n');
		for (Span child : all) {
			if (child.getParentSpanId().equals(span.getSpanId()) && child.getTraceId().equals(span.getTraceId())) {
				append(tree, child, all, indent + "  ");
			}
		}
	}

	/**
	 * Returns attributes with values of their real types, sorted.
	 * @param attributes the attributes of a span or resource
	 * @return the attributes by key
	 */
	public static Map<String, Object> attributes(List<KeyValue> attributes) {
		Map<String, Object> map = new TreeMap<>();
		attributes.forEach((attribute) -> map.put(attribute.getKey(), value(attribute.getValue())));
		return map;
	}

	private static Object value(AnyValue value) {
		return switch (value.getValueCase()) {
			case STRING_VALUE -> value.getStringValue();
			case INT_VALUE -> value.getIntValue();
			case DOUBLE_VALUE -> value.getDoubleValue();
			case BOOL_VALUE -> value.getBoolValue();
			case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(OtlpReceiver::value).toList();
			default -> value.toString();
		};
	}

	/**
	 * Listens on the given port, or 4317, and prints every span that arrives with its
	 * attributes, and the trees after a second of silence. From the repository's root:
	 * {@code ./mvnw -q test-compile && java -cp "$(./mvnw -q -pl tracing-starter dependency:build-classpath -Dmdep.outputFile=/dev/stdout):tracing-starter/target/test-classes" io.github.tracingstarter.testing.OtlpReceiver 4317}.
	 * @param args the port, if not 4317
	 * @throws InterruptedException when stopped
	 */
	public static void main(String[] args) throws InterruptedException {
		OtlpReceiver receiver = new OtlpReceiver((args.length > 0) ? Integer.parseInt(args[0]) : 4317, null).listen();
		System.out.printf("OTLP over gRPC and HTTP on port %d%n", receiver.port());
		int before = 0;
		while (true) {
			Thread.sleep(1000);
			int now = receiver.count();
			if (now > 0 && now == before) {
				receiver.spans().forEach(OtlpReceiver::print);
				System.out.println(receiver.tree());
				receiver.clear();
			}
			before = receiver.count();
		}
	}

	private static void print(Span span) {
		System.out.printf("%s %s %s %.3f ms %s%n", hex(span.getTraceId().toByteArray()),
				hex(span.getSpanId().toByteArray()), span.getName(),
				(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1e6, attributes(span.getAttributesList()));
	}

	/**
	 * Returns the hexadecimal form of an id.
	 * @param id the bytes
	 * @return the digits in lower case
	 */
	public static String hex(byte[] id) {
		return java.util.HexFormat.of().formatHex(id);
	}

	private final class Servlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
			boolean grpc = String.valueOf(request.getContentType()).startsWith("application/grpc");
			byte[] body = request.getInputStream().readAllBytes();
			if (isOfLogs(request.getRequestURI())) {
				takeLogs(request, response, body, grpc);
				return;
			}
			if (isOfMetrics(request.getRequestURI())) {
				takeMetrics(request, response, body, grpc);
				return;
			}
			if (body.length > (grpc ? 5 : 0)) {
				note(request);
			}
			else {
				OtlpReceiver.this.questions.incrementAndGet();
			}
			Behaviour now = OtlpReceiver.this.behaviour;
			CountDownLatch change = OtlpReceiver.this.behaved;
			try {
				if (now == Behaviour.BLACKHOLE) {
					change.await(60, TimeUnit.SECONDS);
					now = OtlpReceiver.this.behaviour;
				}
				else if (now == Behaviour.SLOW) {
					Thread.sleep(OtlpReceiver.this.slowness.toMillis());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			if (now == Behaviour.OK || now == Behaviour.SLOW) {
				keep(grpc ? message(request, body) : decoded(body, request.getHeader("Content-Encoding")));
			}
			answer(response, grpc, now);
		}

		private static boolean isOfLogs(String path) {
			return path.endsWith("/v1/logs") || path.contains(".logs.v1.");
		}

		private void takeLogs(HttpServletRequest request, HttpServletResponse response, byte[] body, boolean grpc)
				throws IOException {
			boolean isQuestion = body.length <= (grpc ? 5 : 0);
			(isQuestion ? OtlpReceiver.this.logQuestions : OtlpReceiver.this.logRequests).incrementAndGet();
			Behaviour now = OtlpReceiver.this.logBehaviour;
			if (now == Behaviour.SLOW && !isQuestion) {
				LockSupport.parkNanos(OtlpReceiver.this.slowness.toNanos());
			}
			if (now == Behaviour.OK || now == Behaviour.SLOW) {
				InputStream message = grpc ? message(request, body)
						: decoded(body, request.getHeader("Content-Encoding"));
				for (ResourceLogs resource : ExportLogsServiceRequest.parseFrom(message).getResourceLogsList()) {
					OtlpReceiver.this.logResources.add(resource.getResource());
					resource.getScopeLogsList().forEach((scope) -> take(scope.getLogRecordsList()));
				}
			}
			answer(response, grpc, now);
		}

		private void take(List<LogRecord> records) {
			OtlpReceiver.this.receivedLogs.addAndGet(records.size());
			if (OtlpReceiver.this.keeping) {
				OtlpReceiver.this.logs.addAll(records);
			}
		}

		private static boolean isOfMetrics(String path) {
			return path.endsWith("/v1/metrics") || path.contains(".metrics.v1.");
		}

		private void takeMetrics(HttpServletRequest request, HttpServletResponse response, byte[] body, boolean grpc)
				throws IOException {
			boolean isQuestion = body.length <= (grpc ? 5 : 0);
			(isQuestion ? OtlpReceiver.this.metricQuestions : OtlpReceiver.this.metricRequests).incrementAndGet();
			Behaviour now = OtlpReceiver.this.metricBehaviour;
			if (now == Behaviour.OK) {
				InputStream message = grpc ? message(request, body)
						: decoded(body, request.getHeader("Content-Encoding"));
				for (ResourceMetrics resource : ExportMetricsServiceRequest.parseFrom(message)
					.getResourceMetricsList()) {
					OtlpReceiver.this.metricResources.add(resource.getResource());
					resource.getScopeMetricsList()
						.forEach((scope) -> OtlpReceiver.this.metrics.addAll(scope.getMetricsList()));
				}
			}
			answer(response, grpc, now);
		}

		private void note(HttpServletRequest request) {
			Map<String, String> headers = new TreeMap<>();
			headers.put(":path", request.getRequestURI());
			request.getHeaderNames()
				.asIterator()
				.forEachRemaining(
						(name) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), request.getHeader(name)));
			OtlpReceiver.this.requests.add(headers);
		}

		private InputStream message(HttpServletRequest request, byte[] body) throws IOException {
			DataInputStream frame = new DataInputStream(new ByteArrayInputStream(body));
			boolean compressed = frame.readByte() != 0;
			byte[] message = frame.readNBytes(frame.readInt());
			return decoded(message, compressed ? request.getHeader("grpc-encoding") : null);
		}

		private InputStream decoded(byte[] body, @Nullable String encoding) throws IOException {
			InputStream stream = new ByteArrayInputStream(body);
			return "gzip".equals(encoding) ? new GZIPInputStream(stream) : stream;
		}

		private void keep(InputStream message) throws IOException {
			ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(message);
			for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
				OtlpReceiver.this.resources.add(resourceSpans.getResource());
				for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
					scopeSpans.getSpansList().forEach(OtlpReceiver.this.watcher);
					OtlpReceiver.this.received.addAndGet(scopeSpans.getSpansCount());
					if (OtlpReceiver.this.keeping) {
						OtlpReceiver.this.spans.addAll(scopeSpans.getSpansList());
					}
				}
			}
		}

		private void answer(HttpServletResponse response, boolean grpc, Behaviour now) throws IOException {
			int httpStatus = switch (now) {
				case OK, SLOW, BLACKHOLE -> 200;
				case BAD_REQUEST -> 400;
				case UNKNOWN_SERVICE -> 404;
				case UNAUTHENTICATED -> 401;
				case TOO_MANY -> 429;
				case UNAVAILABLE -> 503;
				case BAD_GATEWAY -> 502;
			};
			if (now == Behaviour.BAD_GATEWAY) {
				response.setStatus(httpStatus);
				response.setContentType("text/html");
				response.getWriter().write("<html>Bad gateway</html>");
				return;
			}
			if (!grpc) {
				response.setStatus(httpStatus);
				response.setContentType("application/x-protobuf");
				return;
			}
			int grpcStatus = switch (now) {
				case OK, SLOW, BLACKHOLE -> 0;
				case BAD_REQUEST -> 3;
				case UNKNOWN_SERVICE -> 12;
				case UNAUTHENTICATED -> 16;
				case TOO_MANY -> 8;
				case UNAVAILABLE, BAD_GATEWAY -> 14;
			};
			response.setContentType("application/grpc");
			if (grpcStatus != 0) {
				response.setHeader("grpc-status", String.valueOf(grpcStatus));
				return;
			}
			response.setTrailerFields(() -> Map.of("grpc-status", "0"));
			response.getOutputStream().write(new byte[5]);
		}

	}

}
