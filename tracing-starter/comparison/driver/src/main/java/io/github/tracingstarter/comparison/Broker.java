package io.github.tracingstarter.comparison;

import java.util.List;

import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * A Kafka broker. Each application has its own topic, because all of them run at the same
 * time.
 */
final class Broker implements Backend {

	private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);

	Broker() {
		this.broker.afterPropertiesSet();
	}

	@Override
	public List<String> arguments(String name) {
		return List.of("--spring.kafka.bootstrap-servers=" + this.broker.getBrokersAsString(),
				"--comparison.topic=orders-" + name);
	}

	@Override
	public void close() {
		this.broker.destroy();
	}

}
