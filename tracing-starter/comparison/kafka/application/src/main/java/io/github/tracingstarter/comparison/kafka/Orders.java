package io.github.tracingstarter.comparison.kafka;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends a message for each request, and answers once the listener has it.
 */
@RestController
class Orders {

	private final AtomicLong numbers = new AtomicLong();

	private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

	private final KafkaTemplate<String, String> kafka;

	private final String topic;

	Orders(KafkaTemplate<String, String> kafka, @Value("${comparison.topic}") String topic) {
		this.kafka = kafka;
		this.topic = topic;
	}

	@GetMapping("/orders/{id}")
	String order(@PathVariable String id) throws InterruptedException, ExecutionException, TimeoutException {
		String number = String.valueOf(this.numbers.incrementAndGet());
		CompletableFuture<String> received = new CompletableFuture<>();
		this.waiting.put(number, received);
		this.kafka.send(this.topic, number, id);
		return received.get(15, TimeUnit.SECONDS);
	}

	@KafkaListener(topics = "${comparison.topic}")
	void accept(ConsumerRecord<String, String> message) {
		CompletableFuture<String> received = this.waiting.remove(message.key());
		if (received != null) {
			received.complete(message.value());
		}
	}

}
