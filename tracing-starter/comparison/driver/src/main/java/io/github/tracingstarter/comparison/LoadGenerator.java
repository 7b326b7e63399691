package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Keeps an application busy over a few connections, each of which sends the next request
 * as soon as it has a response.
 */
final class LoadGenerator implements AutoCloseable {

	private final List<HttpConnection> connections = new ArrayList<>();

	private final ExecutorService threads;

	private final String name;

	/**
	 * Opens the connections.
	 * @param name the name of the application in failures
	 * @param port its port
	 * @param connections their number
	 */
	LoadGenerator(String name, int port, int connections) throws IOException {
		this.name = name;
		for (int i = 0; i < connections; i++) {
			this.connections.add(new HttpConnection(port));
		}
		this.threads = Executors.newFixedThreadPool(connections, (task) -> {
			Thread thread = new Thread(task, "load");
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Sends requests for some time.
	 * @return how many requests were answered
	 */
	long run(Endpoint endpoint, double seconds) throws InterruptedException {
		long end = System.nanoTime() + (long) (seconds * 1e9);
		return run(endpoint, (IntPredicate) (done) -> System.nanoTime() < end).requests();
	}

	/**
	 * Sends a number of requests, or a few more, because all connections send the same
	 * number.
	 * @return how many requests were answered
	 */
	long run(Endpoint endpoint, int requests) throws InterruptedException {
		int each = (requests + this.connections.size() - 1) / this.connections.size();
		return run(endpoint, (IntPredicate) (done) -> done < each).requests();
	}

	/**
	 * Sends requests as long as a condition holds.
	 * @return the responses
	 */
	Answers run(Endpoint endpoint, BooleanSupplier goOn) throws InterruptedException {
		return run(endpoint, (IntPredicate) (done) -> goOn.getAsBoolean());
	}

	private Answers run(Endpoint endpoint, IntPredicate goOn) throws InterruptedException {
		List<Callable<Answers>> tasks = new ArrayList<>();
		for (int i = 0; i < this.connections.size(); i++) {
			HttpConnection connection = this.connections.get(i);
			int first = i * 7;
			tasks.add(() -> ask(connection, endpoint, first, goOn));
		}
		Answers total = new Answers();
		for (Future<Answers> result : this.threads.invokeAll(tasks)) {
			try {
				total.add(result.get());
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("%s of %s failed".formatted(endpoint.template(), this.name),
						ex.getCause());
			}
		}
		return total;
	}

	private static Answers ask(HttpConnection connection, Endpoint endpoint, int first, IntPredicate goOn)
			throws IOException {
		Answers answers = new Answers();
		for (int done = 0; goOn.test(done); done++) {
			int expected = endpoint.status(first + done);
			long start = System.nanoTime();
			int status = connection.exchange(endpoint.request(first + done));
			answers.add(status >= 500, System.nanoTime() - start);
			if (status != expected) {
				throw new IllegalStateException("%s was answered with %d".formatted(endpoint.template(), status));
			}
		}
		return answers;
	}

	@Override
	public void close() throws IOException {
		this.threads.shutdownNow();
		for (HttpConnection connection : this.connections) {
			connection.close();
		}
	}

}
