package io.github.tracingstarter.instrument.mail;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.mail.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Mails to a real server.
 */
class MailTests {

	private static final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

	@BeforeAll
	static void start() {
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop();
	}

	private static ApplicationContextRunner runner(int port) {
		return ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(MailSenderAutoConfiguration.class, MailTracingAutoConfiguration.class))
			.withPropertyValues("spring.mail.host=127.0.0.1", "spring.mail.port=" + port);
	}

	@Test
	void mailHasASpanAndIsWhatItWas() {
		runner(server.getSmtp().getPort()).run((context) -> {
			int before = server.getReceivedMessages().length;
			within(context, () -> context.getBean(JavaMailSender.class).send(mail()));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT send mail\n");
			assertThat(RecordedSpans.attributes(spans.named("send mail"))).containsOnly(
					Map.entry("server.address", "127.0.0.1"),
					Map.entry("server.port", (long) server.getSmtp().getPort()),
					Map.entry("network.protocol.name", "smtp"));
			assertThat(server.getReceivedMessages()).hasSize(before + 1);
			List<Header> headers = Collections.list(server.getReceivedMessages()[before].getAllHeaders());
			assertThat(headers).extracting(Header::getName).doesNotContain("traceparent");
			assertThat(context).hasSingleBean(JavaMailSenderImpl.class);
		});
	}

	@Test
	void mailThatCannotBeSentHasFailedWithoutAnAddress() {
		runner(1).run((context) -> {
			within(context, () -> assertThatExceptionOfType(MailSendException.class)
				.isThrownBy(() -> context.getBean(JavaMailSender.class).send(mail())));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT send mail !\n");
			assertThat(RecordedSpans.attributes(spans.named("send mail"))).containsEntry("error.type",
					MailSendException.class.getName());
			assertThat(spans.all().toString()).doesNotContain("ann@");
		});
	}

	@Test
	void noMailHasASpanWhereThatIsOff() {
		runner(server.getSmtp().getPort()).withPropertyValues("tracing.mail.enabled=false").run((context) -> {
			within(context, () -> context.getBean(JavaMailSender.class).send(mail()));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		runner(server.getSmtp().getPort()).run((context) -> {
			int before = server.getReceivedMessages().length;
			LiveSwitch.offAndOn(context, "tracing.mail.enabled",
					(isOn) -> context.getBean(JavaMailSender.class).send(mail()),
					"INTERNAL request\n  CLIENT send mail\n", "INTERNAL request\n");
			assertThat(server.getReceivedMessages()).hasSize(before + 3);
		});
	}

	@Test
	void applicationWithoutMail() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(MailTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("jakarta.mail", "org.springframework.mail"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("mailTracingPostProcessor"));
	}

	private static SimpleMailMessage mail() {
		SimpleMailMessage mail = new SimpleMailMessage();
		mail.setFrom("shop@example.com");
		mail.setTo("ann@example.com");
		mail.setSubject("Your order");
		mail.setText("It is on its way.");
		return mail;
	}

	private static void within(ApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

}
