package io.github.tracingstarter.comparison.kafka;

import io.github.tracingstarter.comparison.control.ControlPort;
import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * An ordinary Spring Kafka application without a line of tracing.
 */
@SpringBootApplication
@Import(ControlPort.class)
public class KafkaApplication {

	/**
	 * Starts the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(KafkaApplication.class, args);
	}

	@Bean
	NewTopic topic(@Value("${comparison.topic}") String name) {
		return new NewTopic(name, 1, (short) 1);
	}

}
