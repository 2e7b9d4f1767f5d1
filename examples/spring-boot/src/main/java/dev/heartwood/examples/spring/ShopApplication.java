package dev.heartwood.examples.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Sells some tea and ends; {@code logback-spring.xml} says where its log goes. */
@SpringBootApplication
public class ShopApplication {
  private static final Logger LOG = LoggerFactory.getLogger(ShopApplication.class);

  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args).close();
  }

  @Bean
  CommandLineRunner sales(@Value("${shop.logs}") String logs) {
    return arguments -> {
      System.out.println("logging to " + logs);
      LOG.debug("the till is open");
      for (int sale = 1; sale <= 1_000; sale++) {
        LOG.atInfo().addKeyValue("sale", sale).log("sold tea, sale {}", sale);
      }
    };
  }
}
