package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Sends requests to an application at a fixed rate, whatever it answers. The time of a
 * response counts from when its request was due. Requests that are late by more than a
 * second are skipped, because nobody waits for an application that is down.
 */
final class SteadyLoad implements AutoCloseable {

	private static final int THREADS = 8;

	private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final int port;

	private final double interval;

	private final AtomicLong next = new AtomicLong();

	private volatile boolean closed;

	private Counts counts = new Counts();

	/**
	 * Starts the load.
	 * @param port the port of the application
	 * @param rate requests a second
	 */
	SteadyLoad(int port, double rate) {
		this.port = port;
		this.interval = 1e9 / rate;
		long start = System.nanoTime();
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> send(start), "steady-load");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void send(long start) {
		@Nullable HttpConnection connection = null;
		while (!this.closed) {
			long number = this.next.getAndIncrement();
			long due = start + (long) (number * this.interval);
			long wait = due - System.nanoTime();
			if (wait < -LATE_NANOS) {
				count().skipped++;
				continue;
			}
			sleep(wait);
			Request request = Request.of(number);
			if (request.cut()) {
				cut(request);
				continue;
			}
			int status = -1;
			// A second time, because a connection that was closed meanwhile is only
			// noticed by its use.
			for (int attempt = 0; attempt < 2 && status < 0; attempt++) {
				try {
					connection = (connection != null) ? connection : new HttpConnection(this.port);
					status = connection.exchange(request.bytes());
				}
				catch (IOException ex) {
					if (connection != null) {
						connection.abandon();
					}
					connection = null;
				}
			}
			answered(request, status, System.nanoTime() - due);
		}
	}

	private synchronized Counts count() {
		return this.counts;
	}

	private synchronized void answered(Request request, int status, long nanos) {
		this.counts.answers.add(status >= 500, nanos);
		if (status != request.status()) {
			this.counts.unexpected++;
		}
	}

	/** Sends a request and resets the connection before the response. */
	private void cut(Request request) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoLinger(true, 0);
			OutputStream out = socket.getOutputStream();
			out.write(request.bytes());
			out.flush();
			Thread.sleep(1);
		}
		catch (IOException ex) {
			// The application is not there.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void sleep(long nanos) {
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns what happened since the last call.
	 */
	synchronized Counts take() {
		Counts taken = this.counts;
		this.counts = new Counts();
		return taken;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/** What happened to requests. */
	static final class Counts {

		private final Answers answers = new Answers();

		private long unexpected;

		private volatile long skipped;

		Answers answers() {
			return this.answers;
		}

		/** Returns how many were answered otherwise than usual. */
		long unexpected() {
			return this.unexpected;
		}

		long skipped() {
			return this.skipped;
		}

	}

	/**
	 * A request.
	 *
	 * @param bytes as it is sent
	 * @param status of the response, if all is well
	 * @param cut whether nobody waits for the response
	 */
	private record Request(byte[] bytes, int status, boolean cut) {

		/** The order repeats after a hundred requests, the values do not. */
		static Request of(long number) {
			int kind = (int) (number * 37 % 100);
			long user = 1 + number % 64;
			if (kind < 20) {
				return get("/users/%d/items".formatted(user), 200);
			}
			if (kind < 34) {
				return get("/weather/City%d".formatted(number % 8), 200);
			}
			if (kind < 48) {
				return get("/complex/%d".formatted(user), 200);
			}
			if (kind < 56) {
				return get("/repeated/%d".formatted(user), 200);
			}
			if (kind < 66) {
				return get("/parallel/%d".formatted(user), 200);
			}
			if (kind < 71) {
				return get("/thread/%d".formatted(user), 200);
			}
			if (kind < 78) {
				return get("/text/%d".formatted(number), 200);
			}
			if (kind < 83) {
				return get("/lines/%d".formatted(number), 200);
			}
			if (kind < 86) {
				return get("/failing/100", 502);
			}
			if (kind < 89) {
				return get("/broken/%d".formatted(number), 500);
			}
			if (kind < 91) {
				return get("/slow/%d".formatted(150 + number % 7 * 90), 200);
			}
			if (kind < 93) {
				return get("/nothing/%d".formatted(number), 404);
			}
			if (kind < 96) {
				return get("/ping?name%d=value".formatted(number), 200);
			}
			if (kind < 99) {
				return new Request("""
						GET /complex/%d HTTP/1.1\r
						Host: 127.0.0.1\r
						traceparent: 00-%032x-%016x-%02x\r
						baggage: tenant=t%d\r
						\r
						""".formatted(user, number + 1, number + 1, number % 2, number)
					.getBytes(StandardCharsets.US_ASCII), 200, false);
			}
			return new Request(get("/complex/%d".formatted(user), 200).bytes(), 200, true);
		}

		private static Request get(String path, int status) {
			return new Request(
					"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII),
					status, false);
		}

	}

}
