package io.github.tracingstarter.technologies.azure;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.functions.HttpMethod;

/**
 * A process of the worker, whose class path has none of the application's libraries. It
 * calls a function twice at the same time, and ends without notice as soon as both have
 * answered.
 */
final class WorkerProcess {

	private WorkerProcess() {
	}

	/**
	 * Starts the worker.
	 * @param libraries the application and its libraries
	 */
	public static void main(String[] libraries) throws Exception {
		URL[] urls = new URL[libraries.length];
		for (int i = 0; i < urls.length; i++) {
			urls[i] = Path.of(libraries[i]).toUri().toURL();
		}
		try (URLClassLoader loader = new URLClassLoader(urls); Worker worker = new Worker(loader)) {
			worker.load("com.example.orders.OrderFunctions");
			List<Future<Object>> calls = List.of(worker.submit(order("1")), worker.submit(order("2")));
			for (Future<Object> call : calls) {
				call.get(2, TimeUnit.MINUTES);
			}
			System.out.println("answered");
			System.out.flush();
			Runtime.getRuntime().halt(0);
		}
	}

	private static Trigger order(String id) {
		return Trigger
			.http("order", "request", HttpMethod.GET, "https://shop.azurewebsites.net/api/orders/" + id, Map.of())
			.metadata("id", id);
	}

}
