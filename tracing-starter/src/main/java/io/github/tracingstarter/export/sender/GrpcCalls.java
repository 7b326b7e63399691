package io.github.tracingstarter.export.sender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.tracingstarter.export.grpc.GrpcAnswer;
import io.github.tracingstarter.export.grpc.GrpcClient;
import io.github.tracingstarter.export.grpc.GrpcMessage;
import io.github.tracingstarter.export.grpc.GrpcTarget;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The part of a sender that every version of OpenTelemetry's interfaces requires: calls
 * in the background that are retried according to the retry policy.
 */
final class GrpcCalls {

	private static final int UNKNOWN = 2;

	/**
	 * CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED and so on, according to
	 * OTLP.
	 */
	private static final Set<Integer> RETRIABLE = Set.of(1, 4, 8, 10, 11, 14, 15);

	private static final int PREFIX = 5;

	private final GrpcClient client;

	private final String method;

	private final Supplier<Map<String, List<String>>> headers;

	private final @Nullable RetryPolicy retryPolicy;

	private final long timeout;

	private final ExecutorService executor;

	private final boolean ownsExecutor;

	private volatile boolean shutdown;

	GrpcCalls(GrpcTarget target, String method, Supplier<Map<String, List<String>>> headers,
			@Nullable RetryPolicy retryPolicy, @Nullable ExecutorService executor) {
		this.client = new GrpcClient(target);
		this.method = method;
		this.headers = headers;
		this.retryPolicy = retryPolicy;
		this.timeout = target.timeout().toNanos();
		this.ownsExecutor = executor == null;
		this.executor = (executor != null) ? executor : executor();
	}

	private static ExecutorService executor() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(null, task, "tracing-grpc-sender", 0, false);
					thread.setDaemon(true);
					thread.setContextClassLoader(GrpcCalls.class.getClassLoader());
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Replaces a timeout of 0, which OpenTelemetry interprets as none.
	 */
	static Duration unlessZero(Duration timeout) {
		return timeout.isZero() ? Duration.ofDays(365) : timeout;
	}

	/**
	 * Sends a message in the background.
	 * @param message the message
	 * @param encoding the compression, or null
	 * @param onStatus receives the response
	 * @param onError receives the exception if there is no response
	 */
	void send(Message message, @Nullable String encoding, Consumer<Status> onStatus, Consumer<Throwable> onError) {
		try {
			this.executor.execute(() -> {
				try {
					onStatus.accept(callWithRetries(message, encoding));
				}
				catch (Throwable ex) {
					onError.accept(ex);
				}
			});
		}
		catch (RuntimeException ex) {
			onError.accept(ex);
		}
	}

	private Status callWithRetries(Message message, @Nullable String encoding) throws Exception {
		long start = System.nanoTime();
		RetryPolicy policy = this.retryPolicy;
		int attempts = (policy != null) ? policy.getMaxAttempts() : 1;
		double pause = (policy != null) ? policy.getInitialBackoff().toNanos() : 0;
		for (int attempt = 1;; attempt++) {
			boolean last = attempt >= attempts || this.shutdown || System.nanoTime() - start + pause > this.timeout;
			try {
				Status status = status(this.client.call(this.method, headers(encoding), encode(message, encoding)));
				if (last || !RETRIABLE.contains(status.code())) {
					return status;
				}
			}
			catch (ConnectException | SocketTimeoutException ex) {
				if (last) {
					throw ex;
				}
			}
			TimeUnit.NANOSECONDS.sleep((long) (pause * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
			pause = (policy != null) ? Math.min(pause * policy.getBackoffMultiplier(), policy.getMaxBackoff().toNanos())
					: 0;
		}
	}

	private Map<String, String> headers(@Nullable String encoding) {
		Map<String, String> all = new LinkedHashMap<>();
		all.put("user-agent", "tracing-starter");
		Map<String, List<String>> given = this.headers.get();
		if (given != null) {
			given.forEach((name, values) -> all.put(name.toLowerCase(java.util.Locale.ROOT),
					String.join(",", values).strip()));
		}
		if (encoding != null) {
			all.put("grpc-encoding", encoding);
		}
		return all;
	}

	private static GrpcMessage encode(Message message, @Nullable String encoding) throws IOException {
		if (encoding == null) {
			return new Encoded(message.size(), false, message);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		message.writeTo(bytes);
		return new Encoded(bytes.size(), true, new Message() {

			@Override
			public int size() {
				return bytes.size();
			}

			@Override
			public void writeTo(OutputStream out) throws IOException {
				bytes.writeTo(out);
			}

		});
	}

	private static Status status(GrpcAnswer answer) {
		String status = answer.header("grpc-status");
		String description = answer.header("grpc-message");
		byte[] body = answer.body();
		byte[] message = (body.length > PREFIX && body[0] == 0) ? Arrays.copyOfRange(body, PREFIX, body.length)
				: new byte[0];
		if (status == null) {
			return new Status(UNKNOWN, "HTTP status code " + answer.httpStatus(), message);
		}
		try {
			return new Status(Integer.parseInt(status.strip()),
					StringUtils.hasText(description) ? StringUtils.uriDecode(description, StandardCharsets.UTF_8) : "",
					message);
		}
		catch (IllegalArgumentException ex) {
			return new Status(UNKNOWN, String.valueOf(description), message);
		}
	}

	void shutdown() {
		this.shutdown = true;
		this.client.shutdown();
		if (this.ownsExecutor) {
			this.executor.shutdown();
		}
	}

	/**
	 * A message to send.
	 */
	interface Message {

		int size();

		void writeTo(OutputStream out) throws IOException;

	}

	/**
	 * The response of a server.
	 *
	 * @param code the gRPC status
	 * @param description the description of the status
	 * @param message the message, which may be empty
	 */
	record Status(int code, String description, byte[] message) {

	}

	private record Encoded(int size, boolean isCompressed, Message message) implements GrpcMessage {

		@Override
		public void writeTo(OutputStream out) throws IOException {
			this.message.writeTo(out);
		}

	}

}
