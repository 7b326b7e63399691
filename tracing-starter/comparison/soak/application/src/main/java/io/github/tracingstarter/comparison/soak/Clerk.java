package io.github.tracingstarter.comparison.soak;

import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Works in the background.
 */
@Component
class Clerk {

	private static final Logger logger = LoggerFactory.getLogger(Clerk.class);

	private final Stock stock;

	Clerk(Stock stock) {
		this.stock = stock;
	}

	@Async
	CompletableFuture<Integer> pack(int user) {
		int packed = this.stock.titles(user).size();
		logger.info("Packed {} items of user {}", packed, user);
		return CompletableFuture.completedFuture(packed);
	}

	@Scheduled(fixedDelay = 1000)
	void count() {
		try {
			this.stock.countByText(1);
		}
		catch (DataAccessException ex) {
			logger.debug("The database does not answer", ex);
		}
	}

}
