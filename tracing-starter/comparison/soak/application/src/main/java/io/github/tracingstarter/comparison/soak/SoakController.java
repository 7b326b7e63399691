package io.github.tracingstarter.comparison.soak;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests that need the attention of a tracer: they fail, are slow, repeat statements,
 * or use other threads.
 */
@RestController
class SoakController implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(SoakController.class);

	private final Stock stock;

	private final Clerk clerk;

	private final ExecutorService own = Executors.newFixedThreadPool(2);

	SoakController(Stock stock, Clerk clerk) {
		this.stock = stock;
		this.clerk = clerk;
	}

	/** Five statements with the same text. */
	@GetMapping("/repeated/{user}")
	int repeated(@PathVariable int user) {
		return this.stock.titles(user).size();
	}

	/** A text that no other statement has. */
	@GetMapping("/text/{number}")
	long text(@PathVariable long number) {
		return this.stock.countByText(number);
	}

	@GetMapping("/slow/{millis}")
	String slow(@PathVariable long millis) throws InterruptedException {
		List<String> titles = this.stock.titles(1);
		Thread.sleep(millis);
		logger.warn("{} titles took {} ms", titles.size(), millis);
		return "slow";
	}

	@GetMapping("/broken/{number}")
	String broken(@PathVariable long number) {
		this.stock.countByText(1);
		throw new IllegalStateException("Order %d cannot be packed".formatted(number));
	}

	/** Two threads of an executor of this class, and one of the application's. */
	@GetMapping("/parallel/{user}")
	int parallel(@PathVariable int user) {
		CompletableFuture<Integer> titles = CompletableFuture.supplyAsync(() -> this.stock.titles(user).size(),
				this.own);
		CompletableFuture<Long> count = CompletableFuture.supplyAsync(() -> this.stock.countByText(1), this.own);
		return titles.join() + count.join().intValue() + this.clerk.pack(user).join();
	}

	/** A thread that lives no longer than the request. */
	@GetMapping("/thread/{user}")
	int thread(@PathVariable int user) throws InterruptedException, ExecutionException {
		FutureTask<Integer> task = new FutureTask<>(() -> this.stock.titles(user).size());
		new Thread(task, "short-lived").start();
		return task.get();
	}

	@Override
	public void destroy() {
		this.own.shutdownNow();
	}

}
