package io.github.tracingstarter.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what spans say about their origin.
 */
class ResourceAutoConfigurationTests {

	private static final String CONTAINER = "3dd988081e7149463c043b5d9c57d7309e079c5e9290f91feba1cc45a04d6a5b";

	@TempDir
	private Path root;

	@Test
	void theApplicationsNameAndVersionAndProcess() {
		Map<String, Object> resource = run("spring.application.name=shop");
		assertThat(resource).containsEntry("service.name", "shop")
			.containsEntry("service.version", "1.2.3")
			.containsEntry("process.pid", ProcessHandle.current().pid())
			.containsEntry("telemetry.sdk.name", "opentelemetry")
			.containsKeys("service.instance.id", "host.name", "host.arch", "os.type", "process.runtime.version");
	}

	@Test
	void instancesDiffer() {
		assertThat(run().get("service.instance.id")).isNotEqualTo(run().get("service.instance.id"));
	}

	@Test
	void whatTheApplicationSaysWins() {
		Map<String, Object> resource = run("spring.application.name=shop",
				"management.opentelemetry.resource-attributes.host.name=boots",
				"management.opentelemetry.resource-attributes.service.version=2", "tracing.resource.service.version=3",
				"tracing.resource.deployment.environment.name=test");
		assertThat(resource).containsEntry("host.name", "boots")
			.containsEntry("service.version", "3")
			.containsEntry("deployment.environment.name", "test");
	}

	@Test
	void theServiceNameIsOurs() {
		assertThat(run("spring.application.name=shop", "tracing.service-name=checkout")).containsEntry("service.name",
				"checkout");
	}

	@Test
	void aServiceWithoutANameIsNamedAfterItsBuild() {
		assertThat(run()).containsEntry("service.name", "shop-build");
	}

	@ParameterizedTest
	@CsvSource({ "spring.application.name=shop, shop",
			"management.opentelemetry.resource-attributes.service.name=boots, boots",
			"tracing.resource.service.name=ours, ours" })
	void aNameThatWasGivenStays(String property, String name) {
		assertThat(run(property)).containsEntry("service.name", name);
	}

	@Test
	void aLambdaFunctionIsDescribedByItsVariables() {
		assertThat(run("AWS_LAMBDA_FUNCTION_NAME=orders", "AWS_REGION=eu-central-1", "AWS_LAMBDA_FUNCTION_VERSION=7",
				"AWS_LAMBDA_LOG_STREAM_NAME=2026/11/29/[7]abc", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512"))
			.containsEntry("cloud.provider", "aws")
			.containsEntry("cloud.platform", "aws_lambda")
			.containsEntry("cloud.region", "eu-central-1")
			.containsEntry("faas.name", "orders")
			.containsEntry("faas.version", "7")
			.containsEntry("faas.instance", "2026/11/29/[7]abc")
			.containsEntry("faas.max_memory", 536870912L)
			.containsEntry("service.name", "orders");
	}

	@Test
	void anAzureFunctionIsDescribedByItsVariables() {
		assertThat(run("WEBSITE_SITE_NAME=shop", "FUNCTIONS_WORKER_RUNTIME=java", "REGION_NAME=West Europe",
				"WEBSITE_INSTANCE_ID=4f", "WEBSITE_RESOURCE_GROUP=rg", "WEBSITE_OWNER_NAME=0f1d+rg-WestEuropewebspace"))
			.containsEntry("cloud.provider", "azure")
			.containsEntry("cloud.platform", "azure.functions")
			.containsEntry("cloud.region", "West Europe")
			.containsEntry("cloud.account.id", "0f1d")
			.containsEntry("cloud.resource_id",
					"/subscriptions/0f1d/resourceGroups/rg/providers/Microsoft.Web/sites/shop")
			.containsEntry("faas.name", "shop")
			.containsEntry("faas.instance", "4f");
	}

	@Test
	void aGoogleFunctionIsDescribedByItsVariables() {
		assertThat(run("K_SERVICE=orders", "FUNCTION_TARGET=com.acme.Orders", "K_REVISION=orders-00001"))
			.containsEntry("cloud.provider", "gcp")
			.containsEntry("cloud.platform", "gcp_cloud_functions")
			.containsEntry("faas.name", "orders")
			.containsEntry("faas.version", "orders-00001");
	}

	@Test
	void otherApplicationsAreNoFunctions() {
		assertThat(run("WEBSITE_SITE_NAME=shop", "K_SERVICE=orders", "AWS_REGION=eu-central-1"))
			.doesNotContainKeys("cloud.provider", "cloud.platform", "cloud.region", "faas.name");
	}

	@Test
	void withoutABuildTheMainClassNamesIt() {
		assertThat(new UnnamedService(null, ResourceAutoConfigurationTests.class).name())
			.isEqualTo("ResourceAutoConfigurationTests");
	}

	@Test
	void withNothingKnownThereIsNoName() {
		assertThat(UnnamedService.of(null, null, null).name()).isNull();
		assertThat(UnnamedService.of(null, "com.acme.Absent", null).name()).isNull();
		Resource resource = TracingResource.named(Resource.getDefault(), () -> null).value();
		assertThat(attributes(resource)).containsEntry("service.name", "unknown_service:java");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			file:/opt/orders.jar, orders
			file:/opt/orders-1.2.3-SNAPSHOT.jar, orders
			file:/opt/orders-v2.0.war, orders
			file:/opt/orders-7.jar, orders
			file:/opt/area-51-orders-1.0.jar, area-51-orders
			file:/opt/mp3-player.jar, mp3-player
			jar:nested:/opt/orders-1.2.3.jar/!BOOT-INF/classes/!/, orders
			jar:file:/opt/orders-1.2.3.jar!/BOOT-INF/classes!/, orders
			file:/opt/tomcat/webapps/orders/WEB-INF/classes/, orders
			file:/opt/tomcat/webapps/orders-1.2/WEB-INF/classes/, orders
			file:/opt/tomcat/webapps/ROOT/WEB-INF/classes/,
			jar:nested:/app.jar/!BOOT-INF/classes/!/,
			file:/workspace/BOOT-INF/classes/,
			file:/home/me/orders/target/classes/,
			null,
			""")
	void anArchiveNamesItWithoutTheVersion(String location, @Nullable String name) {
		assertThat(UnnamedService.archive(location)).isEqualTo(name);
	}

	@Test
	void aContainerOfCgroupsVersion1() throws IOException {
		file("proc/self/cgroup", "12:pids:/kubepods/burstable/pod0/%s\n".formatted(CONTAINER));
		assertThat(detect(Map.of())).containsEntry("container.id", CONTAINER);
	}

	@Test
	void aContainerOfCgroupsVersion2() throws IOException {
		file("proc/self/cgroup", "0::/\n");
		file("proc/self/mountinfo", """
				1 2 0:1 / / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/%s/diff
				3 4 8:1 /var/lib/docker/containers/%s/hostname /etc/hostname rw - ext4 /dev/sda1 rw
				""".formatted(CONTAINER.replace('3', '4'), CONTAINER));
		assertThat(detect(Map.of())).containsEntry("container.id", CONTAINER);
	}

	@Test
	void aPod() throws IOException {
		file("var/run/secrets/kubernetes.io/serviceaccount/namespace", "shops\n");
		assertThat(
				detect(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "HOSTNAME", "shop-7d9c", "NODE_NAME", "node-1")))
			.containsEntry("k8s.namespace.name", "shops")
			.containsEntry("k8s.pod.name", "shop-7d9c")
			.containsEntry("k8s.node.name", "node-1")
			.containsEntry("host.name", "shop-7d9c")
			.doesNotContainKey("k8s.pod.uid");
	}

	@ParameterizedTest
	@CsvSource({ "prod, prod", "'Staging,mysql', Staging", "mysql,", "'dev,test',", "," })
	void aProfileNamesTheEnvironment(@Nullable String profiles, @Nullable String environment) {
		Map<String, Object> resource = (profiles != null) ? run("spring.profiles.active=" + profiles) : run();
		assertThat(resource.get("deployment.environment.name")).isEqualTo(environment);
	}

	@Test
	void whatTheDeploymentSaysOfItself() {
		assertThat(detect(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "K8S_CONTAINER_NAME", "web",
				"K8S_DEPLOYMENT_NAME", "shop", "K8S_CLUSTER_NAME", "blue")))
			.containsEntry("k8s.container.name", "web")
			.containsEntry("k8s.deployment.name", "shop")
			.containsEntry("k8s.cluster.name", "blue");
	}

	@Test
	void nothingIsInventedElsewhere() {
		assertThat(detect(Map.of("HOSTNAME", "laptop")).keySet())
			.noneMatch((key) -> key.startsWith("k8s.") || key.startsWith("container."));
	}

	private void file(String path, String content) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, content);
	}

	private Map<String, Object> detect(Map<String, String> variables) {
		return attributes(new ResourceDetector(variables::get, this.root).detect(null));
	}

	private static Map<String, Object> attributes(Resource resource) {
		Map<String, Object> attributes = new TreeMap<>();
		resource.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		return attributes;
	}

	private static Map<String, Object> run(String... properties) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(TestApplication.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.exporters=none")
			.properties(properties)
			.run()) {
			application.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("any").startSpan().end();
			return attributes(application.getBean(RecordedSpans.class).named("any").getResource());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class TestApplication {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		BuildProperties buildProperties() {
			Properties entries = new Properties();
			entries.setProperty("version", "1.2.3");
			entries.setProperty("name", "shop-build");
			return new BuildProperties(entries);
		}

	}

}
