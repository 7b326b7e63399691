package com.example.everything;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.NewSpan;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application with everything that is traced and needs no separate server.
 */
@SpringBootApplication(excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
		"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
		"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
		"org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration" })
public class EverythingApplication {

	public static void main(String[] args) {
		SpringApplication.run(EverythingApplication.class, args);
	}

	@Bean
	ApplicationRunner warmUp(JdbcTemplate jdbc) {
		return (args) -> jdbc.execute("create table books (title varchar(9))");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableCaching
	@EnableScheduling
	@EnableResilientMethods
	static class Features {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean(destroyMethod = "shutdown")
		ExecutorService threads() {
			return Executors.newCachedThreadPool();
		}

		@Bean
		RestTemplate restTemplate(RestTemplateBuilder builder) {
			return builder.build();
		}

		@Bean
		HttpClient httpClient() {
			return HttpClient.newHttpClient();
		}

		@Bean
		CacheManager caches() {
			return new ConcurrentMapCacheManager("books");
		}

		@Bean
		CountDownLatch received() {
			return new CountDownLatch(3);
		}

		@Bean
		JobDetail report() {
			return JobBuilder.newJob(ReportJob.class).withIdentity("report").storeDurably().build();
		}

	}

	public static class ReportJob implements Job {

		private final JdbcTemplate jdbc;

		private final CountDownLatch received;

		public ReportJob(JdbcTemplate jdbc, CountDownLatch received) {
			this.jdbc = jdbc;
			this.received = received;
		}

		@Override
		public void execute(JobExecutionContext context) {
			this.jdbc.queryForList("select title from books");
			this.received.countDown();
		}

	}

	@Component
	static class Books {

		private final JdbcTemplate jdbc;

		private final StringRedisTemplate redis;

		private final KafkaTemplate<String, String> kafka;

		private final JavaMailSender mail;

		private final CountDownLatch received;

		private int tries;

		Books(JdbcTemplate jdbc, StringRedisTemplate redis, KafkaTemplate<String, String> kafka, JavaMailSender mail,
				CountDownLatch received) {
			this.jdbc = jdbc;
			this.redis = redis;
			this.kafka = kafka;
			this.mail = mail;
			this.received = received;
		}

		@Async
		CompletableFuture<Void> insert() {
			this.jdbc.update("insert into books values ('Emma')");
			return CompletableFuture.completedFuture(null);
		}

		@Cacheable("books")
		public String cached() {
			return this.jdbc.queryForObject("select max(title) from books", String.class);
		}

		@NewSpan("annotated")
		public void annotated() {
			this.redis.opsForValue().set("book", "Emma");
		}

		@Observed(name = "observed", contextualName = "observed")
		public void observed() {
			this.kafka.send("books", "Emma");
		}

		@Retryable(maxRetries = 1, delay = 1)
		public void retried() {
			if (this.tries++ == 0) {
				throw new IllegalStateException("once");
			}
		}

		public void mailed() {
			try {
				SimpleMailMessage message = new SimpleMailMessage();
				message.setTo("reader@example.com");
				this.mail.send(message);
			}
			catch (MailException ex) {
				// There is no server.
			}
		}

		@KafkaListener(topics = "books")
		void receive(String title) {
			this.jdbc.update("delete from books where title = ?", title);
			this.received.countDown();
		}

		@Scheduled(fixedDelay = 3_600_000)
		void cleanUp() {
			this.jdbc.queryForList("select 1");
			this.received.countDown();
		}

	}

	@RestController
	static class Pages {

		private final Books books;

		private final RestClient client;

		private final RestTemplate template;

		private final WebClient webClient;

		private final HttpClient httpClient;

		private final ExecutorService threads;

		private final JdbcTemplate jdbc;

		private final Scheduler scheduler;

		private final Environment environment;

		Pages(Books books, RestClient.Builder clients, RestTemplate template, WebClient.Builder webClients,
				HttpClient httpClient, ExecutorService threads, JdbcTemplate jdbc, Scheduler scheduler,
				Environment environment) {
			this.books = books;
			this.client = clients.build();
			this.template = template;
			this.webClient = webClients.build();
			this.httpClient = httpClient;
			this.threads = threads;
			this.jdbc = jdbc;
			this.scheduler = scheduler;
			this.environment = environment;
		}

		@GetMapping("/everything")
		String everything() throws Exception {
			String url = "http://localhost:" + this.environment.getProperty("local.server.port");
			this.books.insert().get();
			this.books.cached();
			this.books.cached();
			this.books.annotated();
			this.books.retried();
			this.books.mailed();
			this.client.get().uri(url + "/called/1").retrieve().body(String.class);
			this.template.getForObject(url + "/called/2", String.class);
			this.webClient.get().uri(url + "/called/3").retrieve().bodyToMono(String.class).block();
			call(url + "/called/4");
			this.threads.submit(() -> this.jdbc.queryForList("select count(*) from books")).get();
			this.books.observed();
			return "done";
		}

		private void call(String url) throws IOException, InterruptedException {
			this.httpClient.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
		}

		@GetMapping("/called/{id}")
		String called() {
			return "called";
		}

		@GetMapping("/job")
		void job() throws Exception {
			this.scheduler.triggerJob(org.quartz.JobKey.jobKey("report"));
		}

	}

	@Controller
	static class Queries {

		private final JdbcTemplate jdbc;

		Queries(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@QueryMapping
		Map<String, Object> book() {
			return this.jdbc.queryForMap("select 'Emma' as \"title\"");
		}

	}

}
