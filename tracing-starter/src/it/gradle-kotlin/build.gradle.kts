plugins {
	java
	id("org.springframework.boot") version "4.1.0"
}

java {
	toolchain {
		languageVersion = JavaLanguageVersion.of(17)
	}
}

// The staging repository of a release that is not published yet.
val staging = providers.gradleProperty("staging")

repositories {
	if (staging.isPresent) {
		maven(staging.get())
	}
	mavenCentral()
}

sourceSets.main {
	java.srcDir("../application/src/main/java")
}

dependencies {
	implementation(platform(org.springframework.boot.gradle.plugin.SpringBootPlugin.BOM_COORDINATES))
	implementation("org.springframework.boot:spring-boot-starter-webmvc")
	implementation("org.springframework.boot:spring-boot-starter-jdbc")
	runtimeOnly("com.h2database:h2")

	implementation(platform("io.github.tracingstarter:tracing-starter-bom:${providers.gradleProperty("tracing-starter.version").get()}"))
	implementation("io.github.tracingstarter:tracing-starter")
}
